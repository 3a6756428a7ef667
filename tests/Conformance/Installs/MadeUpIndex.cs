using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Conformance.Installs;

/// <summary>What a made-up wheel says of itself.</summary>
internal sealed record MadeUpWheel(
    string FileName,
    PackageName Project,
    FileHash Digest,
    ImmutableArray<string> Requires,
    string? RequiresPython,
    ImmutableArray<string> Extras);

/// <summary>
/// The index of a case: a folder of HTML pages, one for each project, and the wheels beside them. Nothing is written; the digest of a file
/// is that of its name.
/// </summary>
internal sealed class MadeUpIndex
{
    public const string Folder = "/index";

    private readonly Dictionary<string, MadeUpWheel> _wheels = new(StringComparer.Ordinal);
    private readonly Dictionary<PackageName, ImmutableArray<IndexFile>> _pages = [];

    public MadeUpIndex(JsonElement files)
    {
        foreach (var project in files.EnumerateArray().GroupBy(file => ProjectOf(file.Text("file"))))
        {
            var page = new StringBuilder();
            foreach (JsonElement file in project)
            {
                MadeUpWheel wheel = Read(file, project.Key);
                _wheels[PathOf(wheel)] = wheel;
                page.Append(Anchor(file, wheel));
            }
            _pages[project.Key] = Parse(page.ToString(), $"file://{Folder}/{project.Key}/index.html");
        }
    }

    /// <summary>The links of a project's page; none without a page.</summary>
    public ImmutableArray<IndexFile> Page(PackageName project) => _pages.GetValueOrDefault(project, []);

    /// <summary>The wheels that lie in a folder, as a find-links location offers them.</summary>
    public IEnumerable<IndexFile> FilesIn(string folder) =>
        from wheel in _wheels
        where Path.GetDirectoryName(wheel.Key) == folder.TrimEnd('/')
        let path = Uri.EscapeDataString(wheel.Key).Replace("%2F", "/", StringComparison.Ordinal)
        select new IndexFile { FileName = wheel.Value.FileName, Url = $"file://{path}" };

    /// <summary>The wheel behind a <c>file:</c> URL; null if there is none.</summary>
    public MadeUpWheel? Find(string url)
    {
        int end = url.IndexOfAny(['#', '?']);
        string path = Uri.UnescapeDataString(end < 0 ? url : url[..end]);
        return path.StartsWith("file://", StringComparison.Ordinal) ? _wheels.GetValueOrDefault(path["file://".Length..]) : null;
    }

    public bool Contains(string path) => _wheels.ContainsKey(path);

    /// <summary>A text of the case with its placeholders filled in.</summary>
    public string Expand(string text)
    {
        text = text.Replace("{INDEX}", Folder, StringComparison.Ordinal);
        foreach (MadeUpWheel wheel in _wheels.Values)
        {
            text = text.Replace($"{{sha256:{wheel.FileName}}}", wheel.Digest.Digest, StringComparison.Ordinal)
                .Replace($"{{SHA256:{wheel.FileName}}}", wheel.Digest.Digest.ToUpperInvariant(), StringComparison.Ordinal);
        }
        return text;
    }

    private static string PathOf(MadeUpWheel wheel) => $"{Folder}/{wheel.Project}/{wheel.FileName}";

    private static MadeUpWheel Read(JsonElement file, PackageName project)
    {
        string name = file.Text("file");
        return new MadeUpWheel(
            name,
            project,
            new FileHash("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))),
            [.. Texts(file, "requires").Select(requirement => requirement.Replace("{INDEX}", Folder, StringComparison.Ordinal))],
            file.TextOrNull("requires_python"),
            Texts(file, "extras"));
    }

    private static string Anchor(JsonElement file, MadeUpWheel wheel)
    {
        string digest = file.TextOrNull("link_sha256") ?? wheel.Digest.Digest;
        return $"<a href=\"{Uri.EscapeDataString(wheel.FileName)}#sha256={digest}\""
            + Attribute("data-yanked", file.TextOrNull("yanked"))
            + Attribute("data-requires-python", file.TextOrNull("link_requires_python"))
            + ">x</a>\n";
    }

    private static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{WebUtility.HtmlEncode(value)}\"";

    private static ImmutableArray<IndexFile> Parse(string page, string url) =>
        SimplePage.TryParse(Encoding.UTF8.GetBytes(page), "text/html", url, out SimplePage? parsed, out ParseError? error)
            ? parsed.Files
            : throw new FormatException(error.Message);

    private static PackageName ProjectOf(string fileName) =>
        WheelFileName.TryParse(fileName, out WheelFileName? wheel, out _) ? wheel.Name
        : SdistFileName.TryParse(fileName, out SdistFileName? sdist, out _) ? sdist.Name
        : PackageName.Normalize(fileName.Split('-')[0]);

    private static ImmutableArray<string> Texts(JsonElement file, string field) =>
        file.TryGetProperty(field, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(text => text.GetString()!)]
            : [];
}

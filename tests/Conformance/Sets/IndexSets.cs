using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PythonEnv.Conformance.Tags;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Candidates;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Conformance.Sets;

/// <summary>Pages of simple repositories, and which of the files of a project is the best for a target.</summary>
internal static class IndexSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("index/pages", Pages),
        new("index/candidates", (@case, _) => Candidates(@case)),
    ];

    private static string? Pages(JsonElement @case, CaseContext context)
    {
        string contentType = @case.Text("content_type");
        if (@case.TextOrNull("encoding") is string charset)
            contentType += $"; charset={charset}";
        JsonElement expected = @case.HeadOr("links");
        byte[] body = Body(@case.GetProperty("body"));
        bool read = SimplePage.TryParse(body, contentType, @case.Text("url"), out SimplePage? page, out ParseError? error);
        if (expected.ValueKind == JsonValueKind.String)
            return read ? $"expected {expected}, was read" : null;
        return read ? Difference.Of(expected, page!.Files.Select(Link)) : error!.Message;
    }

    private static object Link(IndexFile file) => new
    {
        url = file.Url,
        filename = file.FileName,
        requires_python = file.RequiresPython,
        yanked = file.YankedReason,
        hashes = Table(file.Hashes),
        metadata_url = file.HasMetadata ? file.MetadataUrl : null,
        metadata_hashes = file.HasMetadata ? Table(file.MetadataHashes) : null,
        egg = UrlFragment.Value(file.Url, "egg"),
    };

    private static Dictionary<string, string> Table(IEnumerable<FileHash> hashes) =>
        hashes.ToDictionary(hash => hash.Algorithm, hash => hash.Digest);

    private static string? Candidates(JsonElement @case)
    {
        PythonVersion python = PythonVersion.Parse(@case.Text("python"));
        if (!SpecifierSet.TryParse(@case.Text("specifier"), out SpecifierSet? specifiers, out ParseError? error))
            return error.Message;
        string[] formats = @case.Texts("formats");
        var target = new TargetPython
        {
            Platforms = [@case.Text("platform")],
            Major = (int)python.Release[0],
            Minor = (int)python.Release[1],
            Implementation = "cp",
            Abis = [@case.Text("abi")],
        };
        var selector = new CandidateSelector(new CandidateQuery
        {
            Name = PackageName.Normalize("foo"),
            Specifiers = specifiers,
            Tags = target.Tags(RecordedTarget.Oracle),
            Python = python,
            IgnoresRequiresPython = @case.Flag("ignore_requires_python"),
            AllowsWheels = formats.Contains("binary"),
            AllowsSource = formats.Contains("source"),
            AllowsYanked = @case.Flag("allow_yanked"),
            // The oracle, pip 24.2, does not fall back to pre-releases where clauses shut out everything else.
            Prereleases = @case.Flag("allow_all_prereleases") ? true : specifiers.Clauses.IsEmpty ? null : specifiers.NamesPrerelease,
            PrefersWheels = @case.Flag("prefer_binary"),
            Hashes = [.. (@case.TextsOrNull("required_sha256") ?? []).Select(digest => new FileHash("sha256", digest))],
        });
        IndexFile[] files = [.. @case.GetProperty("files").EnumerateArray().Select(PageFile)];
        CandidateSelection selection = selector.Select(files);
        bool isUnreadable = selection.Rejected.Any(file => file.Reason == RejectionReason.VersionUnreadable);
        string? best = isUnreadable ? "error:InvalidVersion" : selection.Best?.File.FileName;
        IEnumerable<string>? types = isUnreadable ? null : files.Select(file => LinkType(file, selection));
        return Expect.Same("best", @case.HeadOr("best").GetString(), best)
            ?? Expect.SameSequence("link_types", @case.TextsOrNull("link_types"), types);
    }

    /// <summary>The file as pip reads it from a page of JSON.</summary>
    private static IndexFile PageFile(JsonElement file)
    {
        JsonObject entry = JsonObject.Create(file)!;
        entry["url"] = "https://example.com/" + file.Text("filename");
        byte[] page = JsonSerializer.SerializeToUtf8Bytes(new { files = new[] { entry } });
        const string Type = "application/vnd.pypi.simple.v1+json", Url = "https://example.com/simple/foo/";
        return SimplePage.TryParse(page, Type, Url, out SimplePage? parsed, out ParseError? error)
            ? parsed.Files[0]
            : throw new FormatException(error.Message);
    }

    private static string LinkType(IndexFile file, CandidateSelection selection) =>
        selection.Rejected.FirstOrDefault(rejected => ReferenceEquals(rejected.File, file))?.Reason switch
        {
            RejectionReason.NotADistribution or RejectionReason.WheelNotAllowed or RejectionReason.SourceNotAllowed => "format_unsupported",
            RejectionReason.NameUnreadable => "format_invalid",
            RejectionReason.OtherProject => "different_project",
            RejectionReason.TagsUnsupported => "platform_mismatch",
            RejectionReason.PythonExcluded => "requires_python_mismatch",
            RejectionReason.Yanked => "yanked",
            _ => "candidate",
        };

    private static byte[] Body(JsonElement body) => body.TryGetProperty("b64", out JsonElement base64)
        ? base64.GetBytesFromBase64()
        : Encoding.UTF8.GetBytes(body.Text("text"));
}

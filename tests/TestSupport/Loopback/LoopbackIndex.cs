using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PythonEnv.TestSupport.Loopback;

/// <summary>How a <see cref="LoopbackIndex"/> lists a file.</summary>
internal sealed record IndexedFile(string FileName, byte[] Bytes)
{
    /// <summary>Null: not yanked. Empty: yanked without a reason.</summary>
    public string? Yanked { get; init; }

    public string? RequiresPython { get; init; }

    /// <summary>Whether the page gives its sha256.</summary>
    public bool ListsHash { get; init; } = true;

    /// <summary>Whether a wheel's METADATA is served beside it (PEP 658).</summary>
    public bool ServesMetadata { get; init; } = true;

    /// <summary>Lower-case hexadecimal.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>A wheel's METADATA, or null.</summary>
    public byte[]? Metadata { get; init; } = FileName.EndsWith(".whl", StringComparison.Ordinal) ? ReadMetadata(Bytes) : null;

    private static byte[]? ReadMetadata(byte[] wheel)
    {
        using var archive = new ZipArchive(new MemoryStream(wheel));
        ZipArchiveEntry? entry = archive.Entries.FirstOrDefault(e =>
            e.FullName.EndsWith(".dist-info/METADATA", StringComparison.Ordinal) && e.FullName.Count(c => c == '/') == 1);
        if (entry is null)
            return null;
        using Stream stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>
/// A simple repository (PEP 503 as HTML, PEP 691 as JSON, by content negotiation) at <c>/simple/</c>, its files at <c>/files/</c>.
/// </summary>
internal sealed class LoopbackIndex : LoopbackServer
{
    public const string Json = "application/vnd.pypi.simple.v1+json";
    public const string Html = "application/vnd.pypi.simple.v1+html";

    private readonly Dictionary<string, List<IndexedFile>> _files = new(StringComparer.Ordinal);
    private readonly Lock _filesLock = new();
    private readonly ConcurrentQueue<string> _pages = new();

    public LoopbackIndex(LoopbackTls? tls = null)
        : base(tls) => Simple = new Uri(Root, "simple/");

    /// <summary>The index URL.</summary>
    public Uri Simple { get; }

    /// <summary>Serves HTML whatever the client prefers, as an old index does.</summary>
    public bool HtmlOnly { get; init; }

    /// <summary>Of its pages, which then have tags too and are confirmed by 304; null: neither.</summary>
    public string? CacheControl { get; set; }

    /// <summary>What pages were asked for with (<c>tag</c> or <c>-</c>) and the status, in order.</summary>
    public IReadOnlyCollection<string> Pages => _pages;

    public static string FilePath(string fileName) => $"/files/{Uri.EscapeDataString(fileName)}";

    public static string PagePath(string project) => $"/simple/{project}/";

    public LoopbackIndex Add(IndexedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string project = ProjectOf(file.FileName);
        lock (_filesLock)
            _files[project] = [.. _files.GetValueOrDefault(project, []), file];
        Serve($"/files/{file.FileName}", file.Bytes);
        if (file is { ServesMetadata: true, Metadata: { } metadata })
            Serve($"/files/{file.FileName}.metadata", metadata);
        return this;
    }

    /// <summary>Lists every wheel and sdist of a folder.</summary>
    public LoopbackIndex AddFolder(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (file.EndsWith(".whl", StringComparison.Ordinal) || file.EndsWith(".tar.gz", StringComparison.Ordinal))
                Add(new IndexedFile(Path.GetFileName(file), File.ReadAllBytes(file)));
        }
        return this;
    }

    protected override LoopbackResponse Answer(LoopbackRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string[] parts = request.Path.Split('/');
        if (parts is not ["", "simple", { Length: > 0 } project, ""])
            return base.Answer(request);
        List<IndexedFile> files;
        lock (_filesLock)
            files = _files.GetValueOrDefault(project, []);
        if (files.Count == 0)
            return new LoopbackResponse(404, []);
        bool json = !HtmlOnly && request["Accept"]?.Contains(Json, StringComparison.Ordinal) == true;
        LoopbackResponse page = new LoopbackResponse(
            200, Encoding.UTF8.GetBytes(json ? JsonPage(project, files) : HtmlPage(project, files)))
            .With("Content-Type", json ? Json : HtmlOnly ? "text/html; charset=utf-8" : Html);
        if (CacheControl is not null)
        {
            string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(page.Body))[..16]}\"";
            page = (request["If-None-Match"] == tag ? new LoopbackResponse(304, []) : page).With("ETag", tag)
                .With("Cache-Control", CacheControl);
        }
        _pages.Enqueue($"{(request["If-None-Match"] is null ? "-" : "tag")} {page.Status}");
        return page;
    }

    private static string ProjectOf(string fileName)
    {
        string stem = fileName.EndsWith(".whl", StringComparison.Ordinal) ? fileName.Split('-')[0] : fileName[..fileName.LastIndexOf('-')];
        return stem.ToLowerInvariant().Replace('_', '-').Replace('.', '-');
    }

    private static string JsonPage(string project, List<IndexedFile> files) => new JsonObject
    {
        ["meta"] = new JsonObject { ["api-version"] = "1.1" },
        ["name"] = project,
        ["files"] = new JsonArray([.. files.Select(JsonFile)]),
    }.ToJsonString();

    private static JsonObject JsonFile(IndexedFile file)
    {
        var entry = new JsonObject
        {
            ["filename"] = file.FileName,
            ["url"] = $"../../files/{Uri.EscapeDataString(file.FileName)}",
            ["hashes"] = file.ListsHash ? new JsonObject { ["sha256"] = file.Sha256 } : [],
            ["size"] = file.Bytes.Length,
        };
        if (file.RequiresPython is not null)
            entry["requires-python"] = file.RequiresPython;
        if (file.Yanked is not null)
            entry["yanked"] = file.Yanked.Length == 0 ? true : file.Yanked;
        if (file is { ServesMetadata: true, Metadata: { } metadata })
            entry["core-metadata"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(metadata)) };
        return entry;
    }

    private static string HtmlPage(string project, List<IndexedFile> files)
    {
        var page = new StringBuilder($"<!DOCTYPE html>\n<html><head><title>Links for {project}</title></head><body>\n");
        foreach (IndexedFile file in files)
        {
            page.Append("<a href=\"../../files/").Append(Uri.EscapeDataString(file.FileName));
            if (file.ListsHash)
                page.Append("#sha256=").Append(file.Sha256);
            page.Append('"');
            if (file.RequiresPython is not null)
                page.Append(" data-requires-python=\"").Append(WebUtility.HtmlEncode(file.RequiresPython)).Append('"');
            if (file.Yanked is not null)
                page.Append(" data-yanked=\"").Append(WebUtility.HtmlEncode(file.Yanked)).Append('"');
            if (file is { ServesMetadata: true, Metadata: { } metadata })
                page.Append(" data-core-metadata=\"sha256=").Append(Convert.ToHexStringLower(SHA256.HashData(metadata))).Append('"');
            page.Append('>').Append(file.FileName).Append("</a><br>\n");
        }
        return page.Append("</body></html>\n").ToString();
    }
}

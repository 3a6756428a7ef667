using System.Text;
using System.Text.Json;
using PythonEnv.Distributions;
using PythonEnv.Indexes;

namespace PythonEnv.Conformance.Sets;

internal static class IndexSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("index/pages", Pages),
    ];

    private static string? Pages(JsonElement @case, CaseContext context)
    {
        string contentType = @case.Text("content_type");
        if (@case.TextOrNull("encoding") is string charset)
            contentType += $"; charset={charset}";
        JsonElement expected = @case.HeadOr("links");
        bool read = SimplePage.TryParse(Body(@case.GetProperty("body")), contentType, @case.Text("url"), out SimplePage? page, out string? error);
        if (expected.ValueKind == JsonValueKind.String)
            return read ? $"expected {expected}, was read" : null;
        return read ? Difference.Of(expected, page!.Files.Select(Link)) : error;
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

    private static Dictionary<string, string> Table(IEnumerable<FileHash> hashes) => hashes.ToDictionary(hash => hash.Algorithm, hash => hash.Digest);

    private static byte[] Body(JsonElement body) => body.TryGetProperty("b64", out JsonElement base64)
        ? base64.GetBytesFromBase64()
        : Encoding.UTF8.GetBytes(body.Text("text"));
}

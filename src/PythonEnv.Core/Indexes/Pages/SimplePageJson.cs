using System.Globalization;
using System.Text.Json;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Pages;

/// <summary>Pages of PEP 691. What has an unexpected type reads as if it were not there, except for the list of files itself.</summary>
internal static class SimplePageJson
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <exception cref="JsonException">The body is not JSON, or not a page.</exception>
    public static SimplePage Parse(ReadOnlyMemory<byte> body, string url)
    {
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        using JsonDocument document = JsonDocument.Parse(body);
        try
        {
            return Parse(document.RootElement, url);
        }
        // Bytes that are not UTF-8 and lone surrogates come to light only when a text is asked for.
        catch (InvalidOperationException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static SimplePage Parse(JsonElement root, string url)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("the page is not an object");
        JsonElement? files = Member(root, "files");
        if (files is { ValueKind: not JsonValueKind.Array })
            throw new JsonException("`files` is not an array");
        if (files?.GetArrayLength() > SimplePage.MostFiles)
            throw SimplePage.TooLong();
        JsonElement? status = Member(root, "project-status");
        return new SimplePage
        {
            ApiVersion = Member(root, "meta") is JsonElement meta ? Text(meta, "api-version") : null,
            Files = files is JsonElement list ? [.. list.EnumerateArray().Select(file => ToFile(file, url)).OfType<IndexFile>()] : [],
            Status = status is JsonElement given ? Text(given, "status")?.ToLowerInvariant() : null,
            StatusReason = status is JsonElement why ? Text(why, "reason") : null,
        };
    }

    private static IndexFile? ToFile(JsonElement file, string pageUrl)
    {
        if (Text(file, "url") is not string url)
            return null;
        JsonElement? metadata = Member(file, "core-metadata") is { ValueKind: not JsonValueKind.Null } current
            ? current
            : Member(file, "dist-info-metadata");
        return SimplePageLink.Create(pageUrl, url, Hashes(Member(file, "hashes"))) with
        {
            RequiresPython = Text(file, "requires-python") is { Length: > 0 } requiresPython ? requiresPython : null,
            YankedReason = Yanked(Member(file, "yanked")),
            HasMetadata = metadata is { ValueKind: JsonValueKind.Object } || IsTrue(metadata),
            MetadataHashes = [.. Hashes(metadata).Where(hash => UrlFragment.IsHashName(hash.Algorithm))],
            Size = Size(Member(file, "size")),
            UploadTime = UploadTime(Text(file, "upload-time")),
        };
    }

    private static long? Size(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long bytes) && bytes >= 0 ? bytes : null;

    private static string? Yanked(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } reason => reason.GetString() is { Length: > 0 } text ? text : null,
        _ => IsTrue(value) ? "" : null,
    };

    /// <summary>As Python sees it: neither false, null, zero nor empty.</summary>
    private static bool IsTrue(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble() != 0,
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Length > 0,
        { ValueKind: JsonValueKind.Array } array => array.GetArrayLength() > 0,
        { ValueKind: JsonValueKind.Object } table => table.EnumerateObject().Any(),
        _ => false,
    };

    private static IEnumerable<FileHash> Hashes(JsonElement? table) =>
        table is not { ValueKind: JsonValueKind.Object } hashes ? [] :
        from hash in hashes.EnumerateObject()
        where hash.Value.ValueKind == JsonValueKind.String
        select new FileHash(hash.Name, hash.Value.GetString()!);

    private static DateTimeOffset? UploadTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static string? Text(JsonElement table, string key) =>
        Member(table, key) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Member(JsonElement table, string key) =>
        table.ValueKind == JsonValueKind.Object && table.TryGetProperty(key, out JsonElement value) ? value : null;
}

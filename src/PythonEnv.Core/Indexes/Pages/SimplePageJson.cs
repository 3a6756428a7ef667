using System.Globalization;
using System.Text.Json;
using PythonEnv.Packaging.Text;
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

    /// <summary>Whether the bytes are the beginning of an object, and its end is missing.</summary>
    public static bool BreaksOff(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
            }
            return reader.CurrentDepth > 0 || reader.TokenType == JsonTokenType.StartObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static SimplePage Parse(JsonElement root, string url)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("the page is not an object");
        JsonElement files = root.Member("files");
        if (files.ValueKind is not (JsonValueKind.Array or JsonValueKind.Undefined))
            throw new JsonException("`files` is not an array");
        JsonElement[] listed = [.. root.Objects("files")];
        if (listed.Length > SimplePage.MostFiles)
            throw SimplePage.TooLong();
        JsonElement status = root.Member("project-status");
        return new SimplePage
        {
            ApiVersion = root.Member("meta").Member("api-version") is { ValueKind: JsonValueKind.String } api ? api.GetString() : null,
            Files = [.. listed.Select(file => ToFile(file, url)).OfType<IndexFile>()],
            Status = NullIfEmpty(status.Text("status").ToLowerInvariant()),
            StatusReason = NullIfEmpty(status.Text("reason")),
        };
    }

    private static IndexFile? ToFile(JsonElement file, string pageUrl)
    {
        if (file.Text("url") is not { Length: > 0 } url)
            return null;
        JsonElement metadata = file.Member("core-metadata") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } current
            ? current
            : file.Member("dist-info-metadata");
        return SimplePageLink.Create(pageUrl, url, Hashes(file.Member("hashes"))) with
        {
            RequiresPython = NullIfEmpty(file.Text("requires-python")),
            YankedReason = Yanked(file.Member("yanked")),
            HasMetadata = metadata.ValueKind == JsonValueKind.Object || IsTrue(metadata),
            MetadataHashes = [.. Hashes(metadata).Where(hash => UrlFragment.IsHashName(hash.Algorithm))],
            Size = Size(file.Member("size")),
            UploadTime = UploadTime(file.Text("upload-time")),
        };
    }

    private static long? Size(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long bytes) && bytes >= 0 ? bytes : null;

    private static string? Yanked(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? NullIfEmpty(value.GetString()!) : IsTrue(value) ? "" : null;

    /// <summary>As Python sees it: neither false, null, zero nor empty.</summary>
    private static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    private static IEnumerable<FileHash> Hashes(JsonElement table) =>
        table.ValueKind != JsonValueKind.Object ? [] :
        from hash in table.EnumerateObject()
        where hash.Value.ValueKind == JsonValueKind.String
        select new FileHash(hash.Name, hash.Value.GetString()!);

    private static DateTimeOffset? UploadTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Packaging.Metadata;

/// <summary>Where a distribution that was not taken from an index came from: <c>direct_url.json</c> (PEP 610).</summary>
/// <remarks>
/// <code>
/// { "url": URL, "subdirectory"?: path,
///   one of "vcs_info":     { "vcs": name, "requested_revision"?: text, "commit_id": text },
///          "archive_info": { "hash"?: algorithm "=" hex, "hashes"?: { algorithm: hex } },
///          "dir_info":     { "editable"?: bool } }
/// </code>
/// </remarks>
internal sealed record DirectUrl
{
    public const string FileName = "direct_url.json";

    /// <summary>Without user and password, unless they are environment variables as in <c>${USER}:${TOKEN}</c>.</summary>
    public required string Url { get; init; }

    public string? Subdirectory { get; init; }

    public required DirectUrlOrigin Origin { get; init; }

    /// <summary>Reads the file; what is unknown to the specification is passed over.</summary>
    /// <param name="error">Why it can't be read; at the whole file, since JSON has no places.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out DirectUrl? result, [NotNullWhen(false)] out ParseError? error)
    {
        result = null;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            result = Read(document.RootElement);
            error = null;
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            error = new ParseError(0, utf8.Length, e.Message.TrimEnd('.'));
            return false;
        }
    }

    /// <summary>The file as pip writes it: keys in order, ASCII, on one line.</summary>
    public byte[] ToBytes()
    {
        var json = new StringBuilder("{");
        switch (Origin)
        {
            case DirectUrlOrigin.Archive archive:
                PythonJson.AppendKey(json, "archive_info").Append('{');
                if (archive.Hashes.Length > 0)
                {
                    PythonJson.AppendKey(json, "hash");
                    PythonJson.AppendString(json, $"{archive.Hashes[0].Algorithm}={archive.Hashes[0].Digest}").Append(", ");
                    PythonJson.AppendKey(json, "hashes").Append('{');
                    foreach (FileHash hash in archive.Hashes.OrderBy(hash => hash.Algorithm, StringComparer.Ordinal))
                        PythonJson.AppendMember(json, hash.Algorithm, hash.Digest);
                    json.Append('}');
                }
                json.Append("}, ");
                break;
            case DirectUrlOrigin.Directory directory:
                PythonJson.AppendKey(json, "dir_info").Append(directory.IsEditable ? "{\"editable\": true}, " : "{}, ");
                break;
        }
        if (Subdirectory is not null)
        {
            PythonJson.AppendMember(json, "subdirectory", Subdirectory);
            json.Append(", ");
        }
        PythonJson.AppendMember(json, "url", Url);
        if (Origin is DirectUrlOrigin.Vcs vcs)
        {
            PythonJson.AppendKey(json.Append(", "), "vcs_info").Append('{');
            PythonJson.AppendMember(json, "commit_id", vcs.CommitId);
            if (vcs.RequestedRevision is not null)
                PythonJson.AppendMember(json, "requested_revision", vcs.RequestedRevision);
            PythonJson.AppendMember(json, "vcs", vcs.Name);
            json.Append('}');
        }
        return Encoding.ASCII.GetBytes(json.Append('}').ToString());
    }

    private static DirectUrl Read(JsonElement root)
    {
        string url = Text(root, "url") ?? throw new FormatException("`url` is missing");
        DirectUrlOrigin[] origins = [.. ReadOrigins(root)];
        if (origins.Length != 1)
            throw new FormatException("exactly one of `archive_info`, `dir_info` and `vcs_info` is needed");
        return new DirectUrl { Url = url, Subdirectory = Text(root, "subdirectory"), Origin = origins[0] };
    }

    private static IEnumerable<DirectUrlOrigin> ReadOrigins(JsonElement root)
    {
        if (Object(root, "archive_info") is { } archive)
            yield return new DirectUrlOrigin.Archive(ReadHashes(archive));
        if (Object(root, "dir_info") is { } directory)
            yield return new DirectUrlOrigin.Directory(
                directory.TryGetProperty("editable", out JsonElement editable) && editable.GetBoolean());
        if (Object(root, "vcs_info") is { } vcs)
        {
            yield return new DirectUrlOrigin.Vcs(
                Text(vcs, "vcs") ?? throw new FormatException("`vcs` is missing"),
                Text(vcs, "commit_id") ?? throw new FormatException("`commit_id` is missing"),
                Text(vcs, "requested_revision"));
        }
    }

    private static ImmutableArray<FileHash> ReadHashes(JsonElement archive)
    {
        if (Object(archive, "hashes") is { } hashes)
            return [.. hashes.EnumerateObject().Select(hash => new FileHash(hash.Name, hash.Value.GetString() ?? ""))];
        if (Text(archive, "hash") is not { } legacy)
            return [];
        string[] parts = legacy.Split('=', 2);
        return parts.Length == 2
            ? [new FileHash(parts[0], parts[1])]
            : throw new FormatException($"`{legacy}` is not of the form algorithm=digest");
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static JsonElement? Object(JsonElement parent, string name) => !parent.TryGetProperty(name, out JsonElement value)
        || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw new FormatException($"`{name}` is not a table");
}

/// <summary>The three kinds of origin.</summary>
internal abstract record DirectUrlOrigin
{
    private DirectUrlOrigin()
    {
    }

    /// <summary>A wheel or an sdist, with the digests of the file.</summary>
    public sealed record Archive(ImmutableArray<FileHash> Hashes) : DirectUrlOrigin;

    /// <summary>A local folder.</summary>
    public sealed record Directory(bool IsEditable) : DirectUrlOrigin;

    /// <summary>A checkout.</summary>
    /// <param name="Name"><c>git</c>, <c>hg</c>, <c>bzr</c> or <c>svn</c>.</param>
    /// <param name="CommitId">The immutable revision that was taken.</param>
    /// <param name="RequestedRevision">The branch or tag that was asked for, if any.</param>
    public sealed record Vcs(string Name, string CommitId, string? RequestedRevision = null) : DirectUrlOrigin;
}

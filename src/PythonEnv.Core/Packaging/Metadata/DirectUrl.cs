using System.Collections.Immutable;
using System.Text;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Packaging.Metadata;

/// <summary>Where a distribution that was not taken from an index came from: <c>direct_url.json</c> (PEP 610).</summary>
/// <remarks>
/// <code>
/// { "url": URL, "subdirectory"?: path,
///   one of "vcs_info":     { "vcs": name, "requested_revision"?: text, "commit_id": text },
///          "archive_info": { "hash"?: algorithm "=" hex, "hashes"?: { algorithm: hex } } }
/// </code>
/// The third origin, a folder, is never installed.
/// </remarks>
internal sealed record DirectUrl
{
    public const string FileName = "direct_url.json";

    /// <summary>Without user and password, unless they are environment variables as in <c>${USER}:${TOKEN}</c>.</summary>
    public required string Url { get; init; }

    public string? Subdirectory { get; init; }

    public required DirectUrlOrigin Origin { get; init; }

    /// <summary>The file as pip writes it: keys in order, ASCII, on one line.</summary>
    public byte[] ToBytes()
    {
        var json = new StringBuilder("{");
        if (Origin is DirectUrlOrigin.Archive archive)
        {
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
}

/// <summary>The two kinds of origin.</summary>
internal abstract record DirectUrlOrigin
{
    private DirectUrlOrigin()
    {
    }

    /// <summary>A wheel or an sdist, with the digests of the file.</summary>
    public sealed record Archive(ImmutableArray<FileHash> Hashes) : DirectUrlOrigin;

    /// <summary>A checkout.</summary>
    /// <param name="Name"><c>git</c>, <c>hg</c>, <c>bzr</c> or <c>svn</c>.</param>
    /// <param name="CommitId">The immutable revision that was taken.</param>
    /// <param name="RequestedRevision">The branch or tag that was asked for, if any.</param>
    public sealed record Vcs(string Name, string CommitId, string? RequestedRevision = null) : DirectUrlOrigin;
}

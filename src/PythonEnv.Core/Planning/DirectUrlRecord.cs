using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Planning;

/// <summary>The PEP 610 record of a distribution that was declared by URL.</summary>
internal static class DirectUrlRecord
{
    /// <param name="planned">The distribution.</param>
    /// <param name="sha256">Of the wheel that is installed; one that was built has another digest than the file that was declared.</param>
    /// <returns>Null for a distribution that was declared by name.</returns>
    public static DirectUrl? Of(PlannedPin planned, string sha256)
    {
        if (planned.Pin.DirectUrl is not { } url)
            return null;
        string text = url.Url.OriginalString;
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        string[] fragment = hash < 0 ? [] : text[(hash + 1)..].Split('&');
        string bare = WithoutSecrets(hash < 0 ? text : text[..hash]);
        string? subdirectory = UrlFragment.Subdirectory(text);
        string scheme = url.Url.Scheme;
        int plus = scheme.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0)
            return Vcs(scheme[..plus], bare[(plus + 1)..], subdirectory);
        IEnumerable<FileHash> digests = fragment
            .Select(part => part.Split('=', 2))
            .Where(pair => pair is ["sha256" or "sha384" or "sha512", _])
            .Select(pair => new FileHash(pair[0], pair[1]));
        if ((planned.File.IsWheel ? sha256 : planned.File.Sha256) is { } known)
            digests = digests.Append(new FileHash("sha256", known));
        return new DirectUrl { Url = bare, Subdirectory = subdirectory, Origin = new DirectUrlOrigin.Archive([.. digests.Take(1)]) };
    }

    /// <summary><c>URL@COMMIT</c>; the pin policy has made sure that it is a full commit.</summary>
    private static DirectUrl Vcs(string system, string url, string? subdirectory)
    {
        int at = url.LastIndexOf('@');
        bool hasCommit = at > url.LastIndexOf('/');
        string commit = hasCommit ? url[(at + 1)..] : "";
        return new DirectUrl
        {
            Url = hasCommit ? url[..at] : url,
            Subdirectory = subdirectory,
            Origin = new DirectUrlOrigin.Vcs(system, commit, hasCommit ? commit : null),
        };
    }

    // PEP 610: what authenticates is stripped. Of a query that opens a door nothing is worth keeping.
    private static string WithoutSecrets(string url)
    {
        string masked = Redaction.OfUrls(url);
        int query = masked.IndexOf('?', StringComparison.Ordinal);
        return query >= 0 && masked.IndexOf(Redaction.Mask, query, StringComparison.Ordinal) >= 0 ? masked[..query] : masked;
    }
}

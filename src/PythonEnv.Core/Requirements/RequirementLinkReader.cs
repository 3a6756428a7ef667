using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Requirements;

/// <summary>Reads a URL as pip's <c>Link</c> and version control backends do.</summary>
internal static class RequirementLinkReader
{
    private static readonly string[] VcsSchemes =
    [
        "bzr+http", "bzr+https", "bzr+ssh", "bzr+sftp", "bzr+ftp", "bzr+lp", "bzr+file",
        "git+http", "git+https", "git+ssh", "git+git", "git+file",
        "hg+file", "hg+http", "hg+https", "hg+ssh", "hg+static-http",
        "svn+ssh", "svn+http", "svn+https", "svn+svn", "svn+file",
    ];

    private static readonly string[] ArchiveExtensions =
    [
        ".zip", ".whl", ".tar.bz2", ".tbz", ".tar.gz", ".tgz", ".tar", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma",
    ];

    /// <summary>Whether pip takes the text for a URL.</summary>
    public static bool IsUrl(string text) =>
        text.Contains(':') && UrlParts.SchemeOf(text) is string scheme && (scheme is "http" or "https" or "file" or "ftp" || IsVcs(scheme));

    /// <summary>
    /// What to write for an address of git that pip can't use: one as <c>git clone</c> and <c>scp</c> have it (<c>git@host:o/r.git</c>), or
    /// one without the <c>git+</c>. Empty for anything else.
    /// </summary>
    public static string RemedyForAddress(string text)
    {
        const string Ssh = "ssh://", Prefix = "git+";
        bool hasPrefix = text.StartsWith(Prefix, StringComparison.Ordinal);
        string bare = hasPrefix ? text[Prefix.Length..] : text;
        bool isSsh = bare.StartsWith(Ssh, StringComparison.Ordinal);
        string address = isSsh ? bare[Ssh.Length..] : bare;
        int user = address.IndexOf('@'), colon = address.IndexOf(':'), slash = address.IndexOf('/');
        bool isOfScp = user > 0 && colon > user && slash > colon + 1 && !char.IsAsciiDigit(address[colon + 1]);
        return isOfScp ? $"Write `git+ssh://{address[..colon]}/{address[(colon + 1)..]}`"
            : !hasPrefix && (isSsh || text.StartsWith("git://", StringComparison.Ordinal)) ? "Begin it with `git+`"
            : "";
    }

    /// <summary>Whether the name is that of an archive that pip can install.</summary>
    public static bool IsArchive(string path) =>
        Extension(path) is { Length: > 0 } extension && IsOneOf(ArchiveExtensions, extension);

    /// <summary>A path as far as extras behind it, <c>a.whl[x]</c>, are none of its name.</summary>
    public static string WithoutExtras(string path) =>
        path.EndsWith(']') && path.LastIndexOf('[') is >= 0 and int open ? path[..open] : path;

    public static bool TryRead(string url, [NotNullWhen(true)] out RequirementLink? link, [NotNullWhen(false)] out ParseError? error)
    {
        link = null;
        if (UrlParts.TrySplit(url, out UrlParts? split) is false)
        {
            error = ParseError.OfAll(url, "the host of the URL can't be read");
            return false;
        }
        UrlParts parts = split.Value;
        string? egg = UrlFragment.Value(url, "egg");
        if (egg is not null && !IsProjectName(egg))
        {
            error = ParseError.OfAll(
                url, $"`#egg={egg}` is no project name; extras and versions have no place there",
                $"Write `{(Requirement.TryParse(egg, out Requirement? named, out _) ? Bare(named) : "name")} @ ` before the URL, and take "
                    + $"`egg={egg}` out of it");
            return false;
        }
        string path = UrlParts.Unquote(parts.Path).TrimEnd('/');
        string last = path[(path.LastIndexOf('/') + 1)..];
        link = new RequirementLink
        {
            Url = url,
            Scheme = parts.Scheme,
            FileName = last.Length == 0 ? parts.Host : last,
            IsWheel = Extension(last) is ".whl",
            Egg = egg,
            Subdirectory = UrlFragment.Subdirectory(url),
            Hash = UrlFragment.Hash(url),
        };
        if (IsVcs(parts.Scheme))
            link = WithRevision(link, parts);
        error = link.Revision == "" ? ParseError.OfAll(url, "the revision after the `@` is empty") : null;
        return error is null;
    }

    private static Requirement Bare(Requirement named) => new(named.Name, named.Extras, SpecifierSet.Any, null, null);

    private static bool IsVcs(string scheme) => scheme.Contains('+') && Array.IndexOf(VcsSchemes, scheme) >= 0;

    private static RequirementLink WithRevision(RequirementLink link, UrlParts parts)
    {
        int plus = parts.Scheme.IndexOf('+');
        string vcs = parts.Scheme[..plus], transport = parts.Scheme[(plus + 1)..];
        string path = vcs == "git" && transport == "file" ? UrlParts.Unquote(parts.Path) : parts.Path;
        int at = path.LastIndexOf('@');
        string? revision = at < 0 ? null : UrlParts.Unquote(path[(at + 1)..]);
        if (at >= 0)
            path = path[..at];
        // svn takes its credentials as arguments, save where ssh does the asking.
        string authority = vcs == "svn" && transport != "ssh" ? parts.Host : parts.Authority;
        bool hasAuthority = authority.Length > 0 || transport is "file" or "http" or "https" or "ssh" or "svn" or "sftp" or "ftp" or "git";
        string slash = authority.Length > 0 && path.Length > 0 && !path.StartsWith('/') ? "/" : "";
        string query = parts.Query.Length > 0 ? "?" + parts.Query : "";
        return link with
        {
            Vcs = vcs,
            VcsUrl = $"{transport}:{(hasAuthority ? "//" : "")}{authority}{slash}{path}{query}",
            Revision = revision,
        };
    }

    /// <summary>A PEP 508 name. Python matches it without regard to case, which lets four letters beyond ASCII in.</summary>
    private static bool IsProjectName(string text)
    {
        if (text.Length == 0 || text[0] is '.' or '_' or '-' || text[^1] is '.' or '_' or '-')
            return false;
        return text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '\u0130' or '\u0131' or '\u017f' or '\u212a');
    }

    private static bool IsOneOf(string[] extensions, ReadOnlySpan<char> extension)
    {
        foreach (string known in extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>With <c>.tar</c> before it; empty for a name that is nothing but an extension.</summary>
    private static ReadOnlySpan<char> Extension(ReadOnlySpan<char> path)
    {
        ReadOnlySpan<char> name = path[(path.LastIndexOf('/') + 1)..];
        int dot = name.LastIndexOf('.');
        if (dot <= 0 || name[..dot].Trim('.').IsEmpty)
            return "";
        bool isTar = name[..dot].EndsWith(".tar", StringComparison.OrdinalIgnoreCase);
        return isTar ? name[(dot - 4)..] : name[dot..];
    }
}

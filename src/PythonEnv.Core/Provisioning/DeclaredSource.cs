using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Provisioning;

/// <summary>The kinds of places that archives of interpreters come from.</summary>
internal enum SourceKind
{
    /// <summary>One archive, by URL or path.</summary>
    Archive,
    /// <summary>A URL below which archives and their <c>SHA256SUMS</c> lie.</summary>
    Mirror,
    /// <summary>A folder with archives and their <c>SHA256SUMS</c>.</summary>
    Folder,
}

/// <summary>
/// What <c>PythonEnvInterpreterSource</c> names:
/// <code>
/// https://HOST/PATH/cpython-3.11.7+….tar.gz[#sha256=DIGEST]   one archive; also as a path
/// https://HOST/PATH/                                          a mirror with a SHA256SUMS
/// FOLDER                                                      the same on this machine
/// nuget:PACKAGE/VERSION                                       a folder of a package that NuGet has restored
/// </code>
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Location">Where: <c>https:</c>, <c>http:</c> or <c>file:</c>; a mirror or folder ends in <c>/</c>. Without a
/// credential.</param>
/// <param name="Credential">What the URL gave before <c>@</c>.</param>
/// <param name="Sha256">The digest in the fragment; lower-case hexadecimal, or null.</param>
internal sealed record DeclaredSource(SourceKind Kind, Uri Location, Credential? Credential, string? Sha256)
{
    private const string NuGet = "nuget:";
    private const string DigestPrefix = "#sha256=";

    /// <summary>Whether the folder is one that NuGet makes.</summary>
    public bool IsPackage { get; private init; }

    /// <summary>The source as it may be shown.</summary>
    public override string ToString() => IndexUrl.Display(Location);

    /// <param name="text">As declared, variables in place.</param>
    /// <param name="host">Says where NuGet keeps packages.</param>
    /// <param name="projectDirectory">What paths are relative to; absolute.</param>
    /// <param name="error">What is wrong with the text.</param>
    public static bool TryParse(
        string text, HostFacts host, string projectDirectory,
        [NotNullWhen(true)] out DeclaredSource? source, [NotNullWhen(false)] out ParseError? error)
    {
        (source, error) = (null, null);
        string? sha256 = null;
        int fragment = text.LastIndexOf(DigestPrefix, StringComparison.Ordinal);
        if (fragment >= 0)
        {
            (text, sha256) = (text[..fragment], text[(fragment + DigestPrefix.Length)..].ToLowerInvariant());
            if (!ChecksumList.IsDigest(sha256))
            {
                error = new ParseError(fragment + 1, sha256.Length, "its fragment is no sha256 of 64 hexadecimal digits");
                return false;
            }
        }
        if (text.StartsWith(NuGet, StringComparison.OrdinalIgnoreCase))
        {
            if (PackageFolder(text[NuGet.Length..], host) is not { } folder)
            {
                error = ParseError.OfAll(text, "a package is written `nuget:PACKAGE/VERSION`");
                return false;
            }
            source = new DeclaredSource(SourceKind.Folder, FileUrl.Of(folder + "/"), null, sha256) { IsPackage = true };
            return true;
        }
        bool isUrl = text.Contains("://", StringComparison.Ordinal);
        if (isUrl && !(IndexUrl.TryParse(text, out _) && new Uri(text).Scheme is "https" or "http" or "file"))
        {
            error = ParseError.OfAll(text, "it is no URL with the scheme https, http or file");
            return false;
        }
        IndexUrl url = isUrl ? IndexUrl.From(new Uri(text)) : new IndexUrl(FileUrl.Of(Path.GetFullPath(text, projectDirectory)), null);
        if (StandaloneArchive.IsArchive(url.Url.AbsolutePath))
            source = new DeclaredSource(SourceKind.Archive, url.Url, url.Credential, sha256);
        else
            source = new DeclaredSource(url.Url.IsFile ? SourceKind.Folder : SourceKind.Mirror, AsFolder(url.Url), url.Credential, sha256);
        return true;
    }

    /// <summary>Where a file of a mirror or folder lies. Its name is one segment of the path.</summary>
    public Uri UrlOf(string fileName) => new(Location, Uri.EscapeDataString(fileName));

    private static Uri AsFolder(Uri url) =>
        url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;

    // NuGet's global packages folder has lower-case names (its documentation, Managing the global packages folder).
    private static string? PackageFolder(string package, HostFacts host)
    {
        if (package.Split('/') is not [{ Length: > 0 } id, { Length: > 0 } version]
            || id.Contains("..", StringComparison.Ordinal)
            || version.Contains("..", StringComparison.Ordinal))
            return null;
        string root = host.Variable("NUGET_PACKAGES") ?? host.InHome(".nuget", "packages");
        return host.Paths.Combine(root, id.ToLowerInvariant(), version.ToLowerInvariant());
    }
}

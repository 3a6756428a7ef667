using System.Collections.Immutable;
using PythonEnv.Host.Platform;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Pages;

/// <summary>What a link of either kind of page has in common.</summary>
internal static class SimplePageLink
{
    /// <param name="hashes">Digests given beside the URL; one in the URL's fragment replaces that of the same algorithm.</param>
    public static IndexFile Create(string baseUrl, string reference, IEnumerable<FileHash> hashes)
    {
        UrlParts url = UrlParts.Split(UrlParts.Join(baseUrl, reference)).Quoted(NativeSystem.IsWindows);
        string text = url.ToString();
        FileHash? fragment = UrlFragment.Hash(text);
        return new IndexFile
        {
            FileName = FileName(url),
            Url = text,
            Hashes =
            [
                .. hashes.Where(hash => hash.Algorithm != fragment?.Algorithm),
                .. fragment is FileHash found ? [found] : ImmutableArray<FileHash>.Empty,
            ],
        };
    }

    private static string FileName(UrlParts url)
    {
        string path = UrlParts.Unquote(url.Path).TrimEnd('/');
        string name = path[(path.LastIndexOf('/') + 1)..];
        return name is "" or "." or ".." ? url.Host : name;
    }
}

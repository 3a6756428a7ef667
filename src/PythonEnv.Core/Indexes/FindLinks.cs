using System.Collections.Immutable;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes;

/// <summary>What one find-links place comes down to.</summary>
/// <param name="Files">Wheels and sdists that lie there, with <c>file:</c> URLs.</param>
/// <param name="Pages">HTML pages to read: <c>https:</c>, <c>http:</c> or <c>file:</c>.</param>
/// <param name="Missing">The place, if it is not there.</param>
internal sealed record FindLinksContent(ListedFiles Files, ImmutableArray<Uri> Pages, string? Missing)
{
    public static FindLinksContent Empty { get; } = new(ListedFiles.None, [], null);
}

/// <summary>
/// Reads a find-links place as pip does: a folder holds archives and pages, a file is a page or an archive, a URL is a page or
/// (by its extension) an archive.
/// </summary>
internal static class FindLinks
{
    private static readonly string[] ArchiveExtensions = [".whl", ".tar.gz", ".zip", ".tgz", ".tar.bz2", ".tar.xz"];

    /// <param name="folder">What relative paths are relative to.</param>
    public static FindLinksContent Read(ConfiguredLinks links, string folder)
    {
        IndexUrl? url = links.Url;
        if (url?.Url.Scheme is "http" or "https")
        {
            return IsArchive(url.Url.AbsolutePath)
                ? FindLinksContent.Empty with { Files = new ListedFiles([FileAt(url.Url)]) }
                : FindLinksContent.Empty with { Pages = [url.Url] };
        }

        string path = Path.GetFullPath(url is { Url.IsFile: true } ? url.Url.LocalPath : links.Text, folder);
        if (Directory.Exists(path))
            return ReadFolder(path);
        if (!RegularFile.Exists(path))
            return FindLinksContent.Empty with { Missing = path };
        return IsPage(path)
            ? FindLinksContent.Empty with { Pages = [FileUrl.Of(path)] }
            : FindLinksContent.Empty with { Files = new ListedFiles([FileAt(FileUrl.Of(path))]) };
    }

    private static FindLinksContent ReadFolder(string folder)
    {
        var files = ImmutableArray.CreateBuilder<IndexFile>();
        var pages = ImmutableArray.CreateBuilder<Uri>();
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            bool isPage = IsPage(path);
            if ((!isPage && !IsArchive(path)) || !RegularFile.Exists(path))
                continue;
            if (isPage)
                pages.Add(FileUrl.Of(path));
            else
                files.Add(FileAt(FileUrl.Of(path)));
        }
        return new FindLinksContent(new ListedFiles(files.ToImmutable()), pages.ToImmutable(), null);
    }

    private static IndexFile FileAt(Uri url) => new()
    {
        FileName = Uri.UnescapeDataString(url.Segments[^1]),
        Url = url.AbsoluteUri,
        Hashes = UrlFragment.Hash(url.AbsoluteUri) is { } hash ? [hash] : [],
    };

    private static bool IsPage(string path) =>
        path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".htm", StringComparison.OrdinalIgnoreCase);

    private static bool IsArchive(string path) =>
        Array.Exists(ArchiveExtensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}

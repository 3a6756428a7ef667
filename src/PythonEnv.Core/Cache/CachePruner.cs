using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Cache;

/// <summary>What was pruned. Files that environments still link to free their space with the last of them.</summary>
/// <param name="Archives">Unpacked wheels.</param>
/// <param name="Bytes">The size of their files.</param>
internal readonly record struct PruneResult(int Archives, long Bytes);

/// <summary>
/// Keeps the user's cache from growing for ever: removes what no build has used for a while, and what killed builds left behind.
/// </summary>
internal static class CachePruner
{
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    /// <param name="root">The cache's folder.</param>
    /// <param name="unusedFor">Zero removes everything.</param>
    /// <exception cref="PythonEnvException">PYENV4001: the folder has no mark of a cache.</exception>
    public static PruneResult Prune(string root, TimeSpan unusedFor)
    {
        if (!Directory.Exists(root))
            return default;
        if (!CacheMark.IsOn(root))
        {
            throw new PythonEnvException(DiagnosticCatalog.LocationNotOurs.At(
                SourceSpan.None, $"`{root}` is not pruned", "it has no `CACHEDIR.TAG` of this package, and was left untouched",
                "Name a folder with `PythonEnvCacheDirectory` that is used for nothing else"));
        }
        PruneResult archives = new ArchiveCache(root).Prune(unusedFor);
        long bytes = new UserCache(root).FoldersOfFiles.Sum(folder => PruneFiles(folder, unusedFor));
        foreach (FileInfo file in new DirectoryInfo(root).EnumerateFiles().Where(IsUnfinished).ToList())
        {
            if (DateTime.UtcNow - file.LastWriteTimeUtc >= LeftoverAge)
                file.Delete();
        }
        return archives with { Bytes = archives.Bytes + bytes };
    }

    private static long PruneFiles(string folder, TimeSpan unusedFor)
    {
        if (!IsOwn(folder))
            return 0;
        long bytes = 0;
        DateTime now = DateTime.UtcNow;
        foreach (FileInfo file in FileTree.FilesBelow(folder).Select(path => new FileInfo(path)).ToList())
        {
            TimeSpan keptFor = IsUnfinished(file) && LeftoverAge < unusedFor ? LeftoverAge : unusedFor;
            if (unusedFor > TimeSpan.Zero && now - file.LastWriteTimeUtc < keptFor)
                continue;
            bytes += file.LinkTarget is null ? file.Length : 0;
            file.Delete();
            if (file.DirectoryName != folder && file.Directory!.EnumerateFileSystemInfos().FirstOrDefault() is null)
                file.Directory.Delete();
        }
        return bytes;
    }

    /// <summary>Whether the cache has the folder itself, and not a link to one that may be anybody's.</summary>
    internal static bool IsOwn(string folder) => new DirectoryInfo(folder) is { Exists: true, LinkTarget: null };

    // Written under a name of its own and renamed when it was whole, unless its writer was killed.
    private static bool IsUnfinished(FileInfo file) => file.Extension is ".tmp" or ".part";
}

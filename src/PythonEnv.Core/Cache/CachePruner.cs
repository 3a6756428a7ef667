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

    // Nothing of one wheel takes longer to be written.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(10);

    /// <summary>How old what is unfinished has to be to go: younger, a build may still be writing it.</summary>
    /// <param name="unusedFor">How old the rest has to be.</param>
    internal static TimeSpan AgeOfLeftovers(TimeSpan unusedFor) =>
        unusedFor < LongestWrite ? LongestWrite : unusedFor > LeftoverAge ? LeftoverAge : unusedFor;

    /// <remarks>Builds and other prunings may run meanwhile: what they take away is not missed.</remarks>
    /// <param name="root">The cache's folder.</param>
    /// <param name="unusedFor">Zero removes everything but what is being written.</param>
    /// <exception cref="PythonEnvException">PYENV4001: the folder has no mark of a cache. PYENV4002: it can't be written.</exception>
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
        try
        {
            return PruneMarked(root, unusedFor);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new PythonEnvException(
                DiagnosticCatalog.DiskFull.At(
                    SourceSpan.None, $"the cache `{root}` can't be pruned", refused.Message.TrimEnd('.'),
                    "Let the user who runs this write there"),
                refused);
        }
    }

    private static PruneResult PruneMarked(string root, TimeSpan unusedFor)
    {
        PruneResult archives = new ArchiveCache(root).Prune(unusedFor);
        long bytes = new UserCache(root).FoldersOfFiles.Sum(folder => PruneFiles(folder, unusedFor));
        foreach (FileInfo file in new DirectoryInfo(root).EnumerateFiles().Where(IsUnfinished).ToList())
        {
            if (DateTime.UtcNow - file.LastWriteTimeUtc >= LeftoverAge)
                Remove(file);
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
            TimeSpan keptFor = IsUnfinished(file) ? AgeOfLeftovers(unusedFor) : unusedFor;
            if (keptFor > TimeSpan.Zero && now - file.LastWriteTimeUtc < keptFor)
                continue;
            bytes += Remove(file);
            if (file.DirectoryName != folder)
                RemoveEmpty(file.DirectoryName!);
        }
        return bytes;
    }

    private static long Remove(FileInfo file)
    {
        try
        {
            long bytes = file.LinkTarget is null ? file.Length : 0;
            file.Delete();
            return bytes;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private static void RemoveEmpty(string folder)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        // It has gone, or a build has just written into it.
        catch (IOException) when (!Directory.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any())
        {
        }
    }

    /// <summary>Whether the cache has the folder itself, and not a link to one that may be anybody's.</summary>
    internal static bool IsOwn(string folder) => new DirectoryInfo(folder) is { Exists: true, LinkTarget: null };

    // Written under a name of its own and renamed when it was whole, unless its writer was killed.
    private static bool IsUnfinished(FileInfo file) => file.Extension is ".tmp" or ".part";
}

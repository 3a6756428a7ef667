using System.Collections.Immutable;

namespace PythonEnv.Cache;

/// <summary>Keeps the user's cache from growing for ever: removes what no build has used for a while, and what killed builds left behind.</summary>
internal static class CachePruner
{
    private static readonly ImmutableArray<string> Folders = ["choices-v1", "downloads", "interpreters"];
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    /// <param name="root">The cache's folder.</param>
    /// <param name="unusedFor">Zero removes everything.</param>
    public static PruneResult Prune(string root, TimeSpan unusedFor)
    {
        PruneResult archives = new ArchiveCache(root).Prune(unusedFor);
        long bytes = Folders.Sum(folder => PruneFiles(Path.Combine(root, folder), unusedFor));
        foreach (FileInfo file in new DirectoryInfo(root) is { Exists: true } cache ? cache.EnumerateFiles().Where(IsUnfinished).ToList() : [])
        {
            if (DateTime.UtcNow - file.LastWriteTimeUtc >= LeftoverAge)
                file.Delete();
        }
        return archives with { Bytes = archives.Bytes + bytes };
    }

    private static long PruneFiles(string folder, TimeSpan unusedFor)
    {
        if (!Directory.Exists(folder))
            return 0;
        long bytes = 0;
        DateTime now = DateTime.UtcNow;
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).ToList())
        {
            TimeSpan keptFor = IsUnfinished(file) && LeftoverAge < unusedFor ? LeftoverAge : unusedFor;
            if (unusedFor > TimeSpan.Zero && now - file.LastWriteTimeUtc < keptFor)
                continue;
            bytes += file.Length;
            file.Delete();
            if (file.DirectoryName != folder && file.Directory!.EnumerateFileSystemInfos().FirstOrDefault() is null)
                file.Directory.Delete();
        }
        return bytes;
    }

    // Written under a name of its own and renamed when it was whole, unless its writer was killed.
    private static bool IsUnfinished(FileInfo file) => file.Extension is ".tmp" or ".part";
}

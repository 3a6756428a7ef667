using PythonEnv.Environments;
using PythonEnv.Host.Platform;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Installing;

/// <summary>
/// Files that several installed distributions own, such as <c>__init__.py</c> of an old namespace package: they go with the last of them.
/// </summary>
internal static class SharedFiles
{
    /// <summary>Those of the paths that a RECORD of the environment lists.</summary>
    /// <param name="paths">Absolute, compared as the file system does.</param>
    public static IEnumerable<string> AmongRecorded(IReadOnlySet<string> paths, EnvironmentLayout layout)
    {
        string[] tops = [.. paths.Select(path => TopOf(path, layout)).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (tops.Length == 0)
            yield break;
        var search = new RecordSearch(tops, HostPaths.Native.Comparison);
        foreach (string metadata in InstalledDistribution.MetadataDirectories(layout.SitePackages))
        {
            foreach (RecordEntry entry in InstalledDistribution.ReadRecord(metadata, search)?.Entries ?? [])
            {
                if (layout.TryResolve(entry.Path) is { } path && paths.Contains(path))
                    yield return path;
            }
        }
    }

    // What every way to write the path holds; null where only one distribution can own it, because it is metadata.
    private static string? TopOf(string path, EnvironmentLayout layout)
    {
        string[] parts = Path.GetRelativePath(layout.SitePackages, path).Split(Path.DirectorySeparatorChar);
        if (parts[0] == "..")
            return parts[^1];
        return parts.Length > 1 && InstalledDistribution.HasMetadataName(parts[0]) ? null : parts[0];
    }
}

using PythonEnv.Environments;
using PythonEnv.Host.Platform;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Installing;

/// <summary>
/// Takes an installed distribution out of an environment by its RECORD, which is not trusted: only files inside the environment are
/// touched, and never those of the environment itself or of another distribution's metadata.
/// </summary>
internal sealed class DistributionRemover
{
    private static readonly StringComparer PathComparer = HostPaths.Native.Comparer;

    private readonly EnvironmentLayout _layout;
    private readonly Action<string> _take;
    private readonly OwnFolders _own;

    private DistributionRemover(EnvironmentLayout layout, Action<string> take)
    {
        _layout = layout;
        _take = take;
        _own = new OwnFolders(layout.Root);
    }

    /// <param name="take">Removes one file or link: deletes it, or moves it aside.</param>
    /// <exception cref="IOException">A link leads to what its RECORD lists: these files are not the environment's, and nothing is known of
    /// its own.</exception>
    public static void Remove(InstalledDistribution distribution, EnvironmentLayout layout, Action<string> take) =>
        new DistributionRemover(layout, take).Run(distribution.MetadataDirectory);

    /// <summary>
    /// Takes files that no distribution has, with their bytecode, and the folders in which nothing else is left: Python would import these
    /// as packages.
    /// </summary>
    /// <param name="take">As for <see cref="Remove"/>.</param>
    public static void RemoveStrays(IEnumerable<string> files, EnvironmentLayout layout, Action<string> take)
    {
        var remover = new DistributionRemover(layout, take);
        foreach (string file in files)
        {
            take(file);
            remover.TakeByteCode(file);
            remover.RemoveEmpty(Path.GetDirectoryName(file)!);
        }
    }

    private void Run(string metadata)
    {
        if (File.Exists(metadata))
        {
            _take(metadata);
            return;
        }
        RecordEntry[] entries = [.. InstalledDistribution.ReadRecord(metadata)?.Entries ?? []];
        HashSet<string> others =
        [
            .. InstalledDistribution.List(_layout.SitePackages).Select(each => each.MetadataName)
        ];
        // First of all: whatever is left of a killed removal does not look whole.
        TakeIfThere(Path.Combine(metadata, "RECORD"));
        var folders = new HashSet<string>(PathComparer);
        foreach (RecordEntry entry in entries)
        {
            if (_layout.TryResolve(entry.Path) is not { } path || IsMetadataOfAnother(path, metadata, others))
                continue;
            TakeIfThere(path);
            TakeByteCode(path);
            folders.Add(Path.GetDirectoryName(path)!);
        }
        // What a tool has added to the metadata without recording it.
        foreach (string file in Directory.GetFiles(metadata, "*", SearchOption.AllDirectories))
        {
            TakeIfThere(file);
            folders.Add(Path.GetDirectoryName(file)!);
        }
        folders.Add(metadata);
        foreach (string folder in folders)
            RemoveEmpty(folder);
    }

    // What another distribution owns is known from its metadata alone, so that no row leads there.
    private bool IsMetadataOfAnother(string path, string metadata, HashSet<string> others)
    {
        string relative = Path.GetRelativePath(_layout.SitePackages, path);
        string top = relative.Split(Path.DirectorySeparatorChar)[0];
        return (others.Contains(top) || top.EndsWith(".dist-info", StringComparison.OrdinalIgnoreCase))
            && !PathComparer.Equals(top, Path.GetFileName(metadata));
    }

    private void TakeIfThere(string path)
    {
        if (Path.Exists(path) && IsOwn(path))
            _take(path);
    }

    // The interpreter writes `__pycache__/NAME.TAG.pyc` beside `NAME.py` and no RECORD has it.
    private void TakeByteCode(string source)
    {
        if (!source.EndsWith(".py", StringComparison.Ordinal))
            return;
        string folder = Path.Combine(Path.GetDirectoryName(source)!, "__pycache__");
        if (!_own.Contains(folder) || !Directory.Exists(folder))
            return;
        foreach (string file in Directory.GetFiles(folder, Path.GetFileNameWithoutExtension(source) + ".*.pyc"))
            _take(file);
        RemoveEmpty(folder);
    }

    private bool IsOwn(string path) =>
        _own.Contains(Path.GetDirectoryName(path)!) && !Directory.Exists(path) && !OwnFiles.IsSkeleton(_layout, path);

    private void RemoveEmpty(string folder)
    {
        string[] kept = [_layout.SitePackages, _layout.ScriptsDirectory, _layout.Root];
        while (_own.Contains(folder)
            && !kept.Contains(folder, PathComparer)
            && Directory.Exists(folder)
            && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
            folder = Path.GetDirectoryName(folder)!;
        }
    }
}

using System.Collections.Immutable;
using System.Text;
using PythonEnv.Wheels;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Cache;

/// <summary>
/// Collects the files of an archive while they are unpacked, from any thread, and brings them into the order of installation.
/// </summary>
internal sealed class ManifestBuilder
{
    public const string Tree = "tree/";
    private readonly Lock _lock = new();
    private readonly List<(string Path, WheelPlace Place, long Size, long Modified, bool IsExecutable)> _files = [];

    public void Add(string path, WheelPlace place, long size, long modified, bool isExecutable)
    {
        lock (_lock)
            _files.Add((path, place, size, modified, isExecutable));
    }

    /// <param name="fileName">The wheel's.</param>
    /// <param name="wheelSize">Bytes of it.</param>
    /// <param name="contents">The wheel that was unpacked.</param>
    /// <param name="modes">The permissions its files got.</param>
    /// <param name="ready">What was written beside the tree.</param>
    public ArchiveManifest Build(string fileName, long wheelSize, WheelContents contents, FileModes modes, IEnumerable<ReadyFile> ready)
    {
        NameTable names = new();
        ImmutableArray<ManifestFile>.Builder files = ImmutableArray.CreateBuilder<ManifestFile>(_files.Count);
        ImmutableArray<ManifestDirectory>.Builder directories = ImmutableArray.CreateBuilder<ManifestDirectory>();
        HashSet<(InstallScheme, string)> known = [];
        // The payload's folders come together, then those of the `.dist-info`: a folder's entries stay in the caches meanwhile.
        var inOrder = _files.OrderBy(file => file.Place.Scheme is InstallScheme.DistInfo).ThenBy(file => file.Path, StringComparer.Ordinal);
        foreach (var file in inOrder)
        {
            int source = names.Add(Tree + file.Path);
            int target = source + Encoding.UTF8.GetByteCount(Tree + file.Path[..^file.Place.Relative.Length]);
            files.Add(new ManifestFile(source, target, file.Size, file.Modified, file.Place.Scheme, file.IsExecutable));
            AddDirectories(file.Place, known, directories, names);
        }
        ImmutableArray<ManifestFile>.Builder additions = ImmutableArray.CreateBuilder<ManifestFile>();
        foreach (ReadyFile file in ready)
        {
            int source = names.Add(ReadyFile.Folder + file.Name);
            int target = names.Add($"{contents.DistInfo}/{file.Name}");
            additions.Add(new ManifestFile(source, target, file.Size, file.Modified, InstallScheme.DistInfo, IsExecutable: false));
        }
        return new ArchiveManifest
        {
            FileName = fileName,
            WheelSize = wheelSize,
            Name = contents.Name,
            Version = contents.Version,
            DistInfo = contents.DistInfo,
            RecordSha256 = contents.RecordSha256,
            Commands = contents.Commands,
            Modes = modes,
            Files = files.MoveToImmutable(),
            Directories = directories.DrainToImmutable(),
            Ready = additions.DrainToImmutable(),
            Warnings = contents.Warnings,
            Names = names.ToArray(),
        };
    }

    private static void AddDirectories(
        WheelPlace place, HashSet<(InstallScheme, string)> known, ImmutableArray<ManifestDirectory>.Builder directories, NameTable names)
    {
        for (int slash = place.Relative.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = place.Relative.IndexOf('/', slash + 1))
        {
            string directory = place.Relative[..slash];
            if (known.Add((place.Scheme, directory)))
                directories.Add(new ManifestDirectory(names.Add(directory), place.Scheme));
        }
    }
}

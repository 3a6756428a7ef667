using System.Collections.Immutable;
using PythonEnv.Cache;
using PythonEnv.Environments.Proving;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Installing.Launchers;
using PythonEnv.Installing.Linking;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;
using PythonEnv.Planning;
using PythonEnv.Wheels;

namespace PythonEnv.Installing;

/// <summary>
/// Installs an archive of the cache as pip would install its wheel (binary distribution format 1.0, recording installed projects): the same
/// files, bytes and permissions, except that INSTALLER says <c>pythonenv</c>. The payload comes first, the <c>.dist-info</c> after it and
/// its RECORD last. So a kill at any moment leaves nothing that looks like an installed distribution. Safe for several archives at once.
/// </summary>
internal sealed class WheelInstaller(InstallTarget target, LinkPolicy policy, LauncherStubs stubs, FileOwners owners)
{
    /// <summary>So many files are worth a thread: a deep-learning framework brings more than all the others together.</summary>
    private const int SliceLength = 2000;

    private readonly PlacedFiles _placed = new();

    /// <returns>Every file of it that stands in the environment now.</returns>
    /// <exception cref="ArchiveDamagedException">A file of the cache is not as it was unpacked; what has been placed stays.</exception>
    public IReadOnlyList<ListedFile> Install(PreparedPin pin)
    {
        CachedArchive archive = pin.Archive;
        ArchiveManifest manifest = archive.Manifest;
        using ArchiveLinker linker = ArchiveLinker.Create(archive, new SchemeFolders(target.Layout, pin.Planned.Name.Value), policy);
        List<RecordEntry> generated = [];
        MakeDirectories(linker, manifest, scheme => scheme is not (InstallScheme.DistInfo or InstallScheme.Scripts));
        PlacePayload(linker, pin);
        ScriptWriter scripts = new(target, policy.Modes, stubs);
        scripts.WriteAll(archive, path => owners.IsLeftOut(pin.Planned.Name, path), generated, _placed);
        MakeDirectories(linker, manifest, scheme => scheme is InstallScheme.DistInfo);
        // Of a distribution that was removed only in part, RECORD is the file whose presence would deceive.
        FileChange.Delete(Path.Combine(target.Layout.SitePackages, manifest.DistInfo, "RECORD"));
        foreach (ManifestFile file in manifest.Files)
        {
            if (file.Scheme is InstallScheme.DistInfo)
                PlaceOwn(linker, archive, file);
        }
        WriteDistInfo(linker, pin, generated);
        return _placed.Files;
    }

    private void PlacePayload(ArchiveLinker linker, PreparedPin pin)
    {
        ImmutableArray<ManifestFile> files = pin.Archive.Manifest.Files;
        var slices = new PlacedFiles[(files.Length + SliceLength - 1) / SliceLength];
        ParallelWork.For(slices.Length, i =>
        {
            PlacedFiles placed = slices[i] = new PlacedFiles();
            foreach (ManifestFile file in files.AsSpan(i * SliceLength, Math.Min(SliceLength, files.Length - (i * SliceLength))))
            {
                if (file.Scheme is not (InstallScheme.DistInfo or InstallScheme.Scripts))
                    Place(linker, pin, file, placed);
            }
        }, CancellationToken.None);
        foreach (PlacedFiles placed in slices)
            _placed.Add(placed);
    }

    private static void MakeDirectories(ArchiveLinker linker, ArchiveManifest manifest, Func<InstallScheme, bool> isWanted)
    {
        foreach (ManifestDirectory directory in manifest.Directories)
        {
            if (isWanted(directory.Scheme))
                linker.MakeDirectory(directory);
        }
    }

    private void WriteDistInfo(ArchiveLinker linker, PreparedPin pin, List<RecordEntry> generated)
    {
        CachedArchive archive = pin.Archive;
        ArchiveManifest manifest = archive.Manifest;
        PlaceOwn(linker, archive, manifest.Ready[ReadyFile.InstallerIndex]);
        if (DirectUrlRecord.Of(pin.Planned, archive.Sha256) is { } directUrl)
        {
            byte[] text = directUrl.ToBytes();
            WriteOwn(manifest, DirectUrl.FileName, text);
            generated.Add(InstalledRecord.RowOf($"{manifest.DistInfo}/{DirectUrl.FileName}", text));
        }
        // Everything in a plan is pinned by a line of its own, which is what pip means by requested.
        PlaceOwn(linker, archive, manifest.Ready[ReadyFile.RequestedIndex]);
        bool isWhole = !owners.LeavesOut(pin.Planned.Name);
        if (manifest.IsSelfContained && generated.Count == 0 && isWhole)
        {
            PlaceOwn(linker, archive, manifest.Ready[ReadyFile.RecordIndex]);
            return;
        }
        generated.AddRange(InstalledRecord.OwnRows(manifest.DistInfo));
        byte[] record = InstalledRecord.ToBytes(generated.Concat(RecordRows.OfWheel(
            archive, linker, target.Layout, generated, isWhole ? null : path => owners.IsLeftOut(pin.Planned.Name, path))));
        WriteOwn(manifest, "RECORD", record);
    }

    private void WriteOwn(ArchiveManifest manifest, string name, byte[] content)
    {
        string path = Path.Combine(target.Layout.SitePackages, manifest.DistInfo, name);
        AtomicFile.WriteAllBytes(path, content, flush: false);
        _placed.Add(path);
    }

    /// <summary>A file that other distributions may have as well, with the same content; a leftover of other content gives way.</summary>
    private void Place(ArchiveLinker linker, PreparedPin pin, ManifestFile file, PlacedFiles placed)
    {
        if (owners.LeavesOut(pin.Planned.Name) && owners.IsLeftOut(pin.Planned.Name, linker.TargetOf(file)))
            return;
        Placement placement = linker.Place(file, out FileStamp? stamp);
        if (placement is Placement.Occupied && !IsSame(pin.Archive.PathOf(file), linker.TargetOf(file)))
            placement = linker.Replace(file);
        if (placement is Placement.Damaged)
            throw new ArchiveDamagedException(pin.Archive, file);
        Add(placed, linker, pin.Archive, file, stamp);
    }

    private static bool IsSame(string one, string other) => FileStamp.OfEntry(other) is { } stamp
        && (stamp.Equals(FileStamp.OfEntry(one))
            || (stamp.Size == new FileInfo(one).Length
                && RegularFile.ReadAllBytes(one).AsSpan().SequenceEqual(RegularFile.ReadAllBytes(other))));

    /// <summary>A file of its own <c>.dist-info</c>: what lies there is a leftover.</summary>
    private void PlaceOwn(ArchiveLinker linker, CachedArchive archive, ManifestFile file)
    {
        Placement placement = linker.Place(file, out FileStamp? stamp);
        if (placement is Placement.Occupied)
            placement = linker.Replace(file);
        if (placement is not Placement.Placed)
            throw new ArchiveDamagedException(archive, file);
        Add(_placed, linker, archive, file, stamp);
    }

    private static void Add(PlacedFiles placed, ArchiveLinker linker, CachedArchive archive, ManifestFile file, FileStamp? stamp) =>
        placed.Add(linker.FolderOf(file.Scheme), archive.Manifest.MemoryAt(file.Target), stamp);
}

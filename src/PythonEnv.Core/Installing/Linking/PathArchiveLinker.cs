using PythonEnv.Cache;
using PythonEnv.Host.Files;

namespace PythonEnv.Installing.Linking;

/// <summary>Links by absolute paths: Windows and macOS.</summary>
internal sealed class PathArchiveLinker(CachedArchive archive, SchemeFolders folders, LinkPolicy policy, HardLink? hardLink = null)
    : ArchiveLinker(archive, folders, policy)
{
    private readonly HardLink _hardLink = hardLink ?? HardLink.Native;

    public override void MakeDirectory(ManifestDirectory directory) =>
        Directory.CreateDirectory(Path.Combine(Folders.Of(directory.Scheme), Archive.Manifest.NameAt(directory.Target)));

    protected override Placement Link(ManifestFile file, out FileStamp stamp)
    {
        stamp = default;
        string source = Archive.PathOf(file);
        return FileStamp.OfEntryOfAnySystem(source) is { } found && Archive.IsAsUnpacked(file, found)
            ? _hardLink.Create(source, TargetOf(file))
            : Placement.Damaged;
    }
}

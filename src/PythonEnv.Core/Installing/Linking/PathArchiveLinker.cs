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
        FileInfo source = new(Archive.PathOf(file));
        if (!source.Exists || source.Length != file.Size || source.LastWriteTimeUtc.Ticks != file.Modified)
            return Placement.Damaged;
        return _hardLink.Create(source.FullName, TargetOf(file));
    }
}

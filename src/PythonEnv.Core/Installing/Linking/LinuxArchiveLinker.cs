using System.Runtime.InteropServices;
using PythonEnv.Cache;
using PythonEnv.Host.Files;
using PythonEnv.Wheels;

namespace PythonEnv.Installing.Linking;

/// <summary>Links by open folders and the manifest's own bytes: two system calls a file, no string. Safe for several threads.</summary>
internal sealed unsafe class LinuxArchiveLinker : ArchiveLinker
{
    private readonly FolderHandle _source;
    private readonly FolderHandle?[] _targets = new FolderHandle?[SchemeFolders.Count];
    private GCHandle _names;

    public LinuxArchiveLinker(CachedArchive archive, SchemeFolders folders, LinkPolicy policy)
        : base(archive, folders, policy)
    {
        _source = PosixCalls.OpenFolder(archive.Folder);
        _names = GCHandle.Alloc(archive.Manifest.Names, GCHandleType.Pinned);
    }

    public override void MakeDirectory(ManifestDirectory directory)
    {
        int error = PosixCalls.MakeDirectory(TargetFolder(directory.Scheme), NameAt(directory.Target));
        if (error is not (0 or PosixCalls.ErrorExists))
            throw PosixError.ToException(error, Path.Combine(Folders.Of(directory.Scheme), Archive.Manifest.NameAt(directory.Target)));
    }

    protected override Placement Link(ManifestFile file, out FileStamp stamp)
    {
        byte* source = NameAt(file.Source);
        if (!LinuxFileStatus.TryRead(_source.Descriptor, source, LinuxFileStatus.DoNotFollow, out stamp)
            || !Archive.IsAsUnpacked(file, stamp))
        {
            return Placement.Damaged;
        }
        return PosixCalls.Link(_source, source, TargetFolder(file.Scheme), NameAt(file.Target)) switch
        {
            0 => Placement.Placed,
            PosixCalls.ErrorExists => Placement.Occupied,
            // Another build has dropped the archive since its file was looked at.
            PosixCalls.ErrorNoEntry => Placement.Damaged,
            PosixCalls.ErrorTooManyLinks => Placement.TooManyLinks,
            PosixCalls.ErrorCrossDevice or PosixCalls.ErrorPermission => Placement.NotLinkable,
            PosixError.NotSupported or PosixError.NotImplemented => Placement.NotLinkable,
            int error => throw PosixError.ToException(error, TargetOf(file)),
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
            foreach (FolderHandle? folder in _targets)
                folder?.Dispose();
        }
        if (_names.IsAllocated)
            _names.Free();
        base.Dispose(disposing);
    }

    private byte* NameAt(int offset) => (byte*)_names.AddrOfPinnedObject() + offset;

    private FolderHandle TargetFolder(InstallScheme scheme)
    {
        ref FolderHandle? folder = ref _targets[(int)scheme];
        if (folder is { } known)
            return known;
        Directory.CreateDirectory(Folders.Of(scheme));
        FolderHandle opened = PosixCalls.OpenFolder(Folders.Of(scheme));
        if (Interlocked.CompareExchange(ref folder, opened, null) is not { } faster)
            return opened;
        opened.Dispose();
        return faster;
    }
}

using PythonEnv.Cache;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Wheels;

namespace PythonEnv.Installing.Linking;

/// <summary>
/// Puts the files of one archive of the cache into an environment, as <see cref="LinkPolicy"/> says: as clones, hard links or copies. A
/// hard link is the cache's own file, so that its edit is one of the cache and of every environment that links it. Each of them notices by
/// the file's time: an environment at its next build, the cache when it is asked for the file again.
/// </summary>
internal abstract class ArchiveLinker(CachedArchive archive, SchemeFolders folders, LinkPolicy policy) : IDisposable
{
    private const int WindowsFileExists = 80;
    private const int WindowsAlreadyExists = 183;

    protected CachedArchive Archive { get; } = archive;

    protected SchemeFolders Folders { get; } = folders;

    public static ArchiveLinker Create(CachedArchive archive, SchemeFolders folders, LinkPolicy policy) =>
        NativeSystem.IsLinux ? new LinuxArchiveLinker(archive, folders, policy) : new PathArchiveLinker(archive, folders, policy);

    /// <summary>Makes the folder unless it is there.</summary>
    public abstract void MakeDirectory(ManifestDirectory directory);

    /// <param name="stamp">Of the file that was placed; null where the place has to be asked for it.</param>
    /// <returns><see cref="Placement.Placed"/>, <see cref="Placement.Occupied"/> or <see cref="Placement.Damaged"/>.</returns>
    public Placement Place(ManifestFile file, out FileStamp? stamp)
    {
        stamp = null;
        if (policy.Clones)
        {
            Placement cloned = Copy(file, policy.Clone);
            if (cloned is not Placement.NotLinkable)
                return cloned;
            policy.GiveUpCloning();
        }
        if (policy.Links && policy.Modes == Archive.Manifest.Modes)
        {
            Placement linked = Link(file, out FileStamp linkedStamp);
            if (linked is Placement.NotLinkable)
                policy.GiveUpLinking();
            else if (linked is not Placement.TooManyLinks)
            {
                // What has no inode was not asked by the system call that tells it.
                stamp = linked is Placement.Placed && linkedStamp.Identity != 0 ? linkedStamp : null;
                return linked;
            }
        }
        return Copy(file, clone: null);
    }

    /// <summary>Puts the file in the place of another file, a link or an empty folder.</summary>
    public Placement Replace(ManifestFile file)
    {
        string target = TargetOf(file);
        if (Directory.Exists(target) && !File.GetAttributes(target).HasFlag(FileAttributes.ReparsePoint))
            Directory.Delete(target);
        else
            FileChange.Delete(target);
        return Place(file, out _);
    }

    /// <summary>The absolute folder of a scheme.</summary>
    public string FolderOf(InstallScheme scheme) => Folders.Of(scheme);

    public string TargetOf(ManifestFile file) => Path.Combine(Folders.Of(file.Scheme), Archive.Manifest.NameAt(file.Target));

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <param name="stamp">Of the linked file, which is that of the cache's; zero where it was not taken.</param>
    protected abstract Placement Link(ManifestFile file, out FileStamp stamp);

    protected virtual void Dispose(bool disposing)
    {
    }

    private Placement Copy(ManifestFile file, FileClone? clone)
    {
        string source = Archive.PathOf(file);
        if (FileStamp.OfEntry(source) is not { } stamp || !Archive.IsAsUnpacked(file, stamp))
            return Placement.Damaged;
        string target = TargetOf(file);
        if (Path.Exists(target) || new FileInfo(target).LinkTarget is not null)
            return Placement.Occupied;
        // The scheme's own folder is in no manifest; making a link opens it first.
        Directory.CreateDirectory(Folders.Of(file.Scheme));
        // Under a name of its own until it is whole: another distribution may have the same file, and look at it just now.
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            if (clone is null)
                new FileInfo(source).CopyTo(temporary);
            else if (clone.Create(source, temporary) is var cloned and not Placement.Placed)
                return cloned;
            if (!NativeSystem.IsWindows)
                File.SetUnixFileMode(temporary, file.IsExecutable ? policy.Modes.Executable : policy.Modes.Regular);
            FileChange.Move(temporary, target);
        }
        catch (IOException exists) when ((exists.HResult & 0xFFFF) is PosixCalls.ErrorExists or WindowsFileExists or WindowsAlreadyExists)
        {
            // Another distribution has the same file, and its thread was faster.
            FileChange.Delete(temporary);
            return Placement.Occupied;
        }
        return Placement.Placed;
    }
}

using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace PythonEnv.Host.Files;

/// <summary>What tells a file from another one at the same path, without reading it.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">Ticks of the last write, UTC.</param>
/// <param name="Identity">
/// Stands for this file and no other. On Linux the file's number (inode) together with the time of its making, as a number is given anew
/// once its file is gone; on Windows the number; on macOS, where .NET alone is asked, the ticks of its creation, UTC. In its last two bits,
/// but on Windows, whether the owner may read and execute it.
/// </param>
internal readonly record struct FileStamp(long Size, long Modified, long Identity)
{
    private const long Readable = 1;
    private const long Executable = 2;

    /// <summary>Whether its owner may do less with it than at the time of another stamp.</summary>
    public bool LacksRightsOf(FileStamp before) => (before.Identity & ~Identity & (Readable | Executable)) != 0;

    /// <summary>Whether its owner may do less with it than a mode says.</summary>
    public bool LacksRightsOf(UnixFileMode mode) => (RightsOf(mode) & ~Identity) != 0;

    /// <summary>An identity with the rights of the file's owner.</summary>
    public static long IdentityOf(long number, UnixFileMode mode) => (number << 2) | RightsOf(mode);

    private static long RightsOf(UnixFileMode mode) =>
        ((mode & UnixFileMode.UserRead) != 0 ? Readable : 0) | ((mode & UnixFileMode.UserExecute) != 0 ? Executable : 0);

    /// <summary>The stamp of a file, behind whatever links; null if there is none.</summary>
    public static FileStamp? Of(string path) =>
        OperatingSystem.IsLinux() ? OfLinux(path) : OperatingSystem.IsWindows() ? OfWindows(path) : OfAnySystem(path);

    /// <summary>
    /// The stamp of what stands at the path itself; null if that is nothing, a folder, or (where .NET alone is asked) a link.
    /// </summary>
    public static FileStamp? OfEntry(string path) =>
        OperatingSystem.IsLinux() ? OfLinux(path, LinuxFileStatus.DoNotFollow) : OfEntryOfAnySystem(path);

    /// <summary><see cref="OfEntry"/> by .NET alone, which tells no number.</summary>
    public static FileStamp? OfEntryOfAnySystem(string path)
    {
        FileInfo file = new(path);
        bool isFile = RegularFile.Exists(path) && (file.Attributes & FileAttributes.ReparsePoint) == 0;
        return isFile ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks, IdentityOf(0, file.UnixFileMode)) : null;
    }

    /// <summary>The stamp of a folder, behind whatever links; null if there is none. Two folders never have the same.</summary>
    public static FileStamp? OfFolder(string path) =>
        OperatingSystem.IsLinux() ? OfLinuxFolder(path)
        : OperatingSystem.IsWindows() ? (WindowsFileStatus.TryReadFolder(path, out FileStamp stamp) ? stamp : null)
        : OfFolderOfAnySystem(path);

    private static FileStamp? OfFolderOfAnySystem(string path)
    {
        DirectoryInfo folder = new(path);
        if (!folder.Exists)
            return null;
        if (folder.ResolveLinkTarget(returnFinalTarget: true) is DirectoryInfo target)
            folder = target;
        return new FileStamp(0, folder.LastWriteTimeUtc.Ticks, IdentityOf(folder.CreationTimeUtc.Ticks, folder.UnixFileMode));
    }

    private static unsafe FileStamp? OfLinuxFolder(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return LinuxFileStatus.TryReadFolder(name, out FileStamp stamp) ? stamp : null;
    }

    private static unsafe FileStamp? OfLinux(string path, int flags = 0)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return LinuxFileStatus.TryRead(LinuxFileStatus.CurrentFolder, name, flags, out FileStamp stamp) ? stamp : null;
    }

    // Not the time of creation: a new file gets that of another one which had its name until 15 seconds ago.
    [SupportedOSPlatform("windows")]
    private static FileStamp? OfWindows(string path) => WindowsFileStatus.TryRead(path, out FileStamp stamp) ? stamp : OfAlias(path);

    // What Windows' Store puts in the place of a program can be started and not be opened.
    private static FileStamp? OfAlias(string path) =>
        new FileInfo(path) is { Exists: true } alias && alias.Attributes.HasFlag(FileAttributes.ReparsePoint) && alias.LinkTarget is null
            ? new FileStamp(alias.Length, alias.LastWriteTimeUtc.Ticks, 0)
            : null;

    private static FileStamp? OfAnySystem(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            return RegularFile.Exists(file.FullName)
                ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks, IdentityOf(file.CreationTimeUtc.Ticks, file.UnixFileMode))
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FileStamp stamp)
    {
        Span<Range> parts = stackalloc Range[4];
        long size = 0, modified = 0, inode = 0;
        bool read = text.Split(parts, '.') == 3
            && long.TryParse(text[parts[0]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size)
            && long.TryParse(text[parts[1]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out modified)
            && long.TryParse(text[parts[2]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out inode);
        stamp = new FileStamp(size, modified, inode);
        return read;
    }

    // What a record compares by loads half a dozen types into a build with nothing to do.
    public bool Equals(FileStamp other) => Size == other.Size && Modified == other.Modified && Identity == other.Identity;

    public override int GetHashCode() => HashCode.Combine(Size, Modified, Identity);

    /// <summary>Three hexadecimal numbers with dots between them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Size:x}.{Modified:x}.{Identity:x}");
}

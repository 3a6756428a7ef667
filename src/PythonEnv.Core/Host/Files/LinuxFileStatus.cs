using System.Runtime.InteropServices;

namespace PythonEnv.Host.Files;

/// <summary>
/// <c>statx(2)</c>: one call where .NET makes several, and with the inode and the time of making, which .NET does not tell. Linux only.
/// </summary>
internal static unsafe partial class LinuxFileStatus
{
    /// <summary>The folder that relative paths are relative to; an absolute path needs none.</summary>
    public const int CurrentFolder = -100;

    /// <summary>Do not follow a link at the end of the path.</summary>
    public const int DoNotFollow = 0x100;

    /// <summary>The bits of a mode that say what it is; the same on every POSIX system.</summary>
    public const int TypeMask = 0xF000;

    /// <summary>A regular file, by <see cref="TypeMask"/>.</summary>
    public const int File = 0x8000;

    /// <summary>A folder, by <see cref="TypeMask"/>.</summary>
    public const int Folder = 0x4000;

    private const uint Type = 0x1;
    private const uint What = Type | 0x2 | 0x200 | 0x40 | 0x100 | Made;
    private const uint Made = 0x800;
    private const int Link = 0xA000;
    private const int PathOnly = 0x200000;
    private const int CloseOnExec = 0x80000;

    /// <returns>False if there is no such file, or none that may be looked at; a folder, a pipe and a device are no files.</returns>
    public static bool TryRead(int folder, byte* path, int flags, out FileStamp stamp)
    {
        // The structure is the same on every architecture.
        byte* status = stackalloc byte[256];
        stamp = default;
        if (StatX(folder, path, flags, What, status) != 0 || (*(ushort*)(status + 28) & TypeMask) is not (File or Link))
            return false;
        stamp = StampOf(status);
        return true;
    }

    /// <returns>False if no folder is there, at the end of all links, or none that may be looked at.</returns>
    public static bool TryReadFolder(byte* path, out FileStamp stamp)
    {
        byte* status = stackalloc byte[256];
        bool isFolder = StatX(CurrentFolder, path, 0, What, status) == 0 && (*(ushort*)(status + 28) & TypeMask) == Folder;
        stamp = isFolder ? StampOf(status) : default;
        return isFolder;
    }

    /// <summary>
    /// What stands there, at the end of all links unless the flags say otherwise, by <see cref="TypeMask"/>; 0 if that can't be told.
    /// </summary>
    public static int TypeOf(byte* path, int flags)
    {
        byte* status = stackalloc byte[256];
        return StatX(CurrentFolder, path, flags, Type, status) == 0 ? *(ushort*)(status + 28) & TypeMask : 0;
    }

    /// <summary>When the entries of a folder last changed, in ticks; false if no folder stands there itself (a link is none).</summary>
    public static bool TryReadFolder(int folder, byte* path, out long modified)
    {
        byte* status = stackalloc byte[256];
        bool isFolder = StatX(folder, path, DoNotFollow, What, status) == 0 && (*(ushort*)(status + 28) & TypeMask) == Folder;
        modified = isFolder ? TicksAt(status + 112) : 0;
        return isFolder;
    }

    /// <summary>Opens a folder as a place for the relative paths of other calls, and for nothing else.</summary>
    /// <returns>A descriptor to give to <see cref="Close"/>; negative if it can't be opened.</returns>
    public static int Open(int folder, byte* path) => OpenAt(folder, path, PathOnly | CloseOnExec, 0);

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    private static FileStamp StampOf(byte* status) => new(*(long*)(status + 40), TicksAt(status + 112), IdentityOf(status));

    // Links and renames leave the time of making alone. Not every file system has it.
    private static long IdentityOf(byte* status)
    {
        long inode = *(long*)(status + 32);
        bool isKnown = (*(uint*)status & Made) != 0;
        long number = isKnown ? inode ^ (TicksAt(status + 80) << 1) : inode;
        return FileStamp.IdentityOf(number, (UnixFileMode)(*(ushort*)(status + 28) & ~TypeMask));
    }

    private static long TicksAt(byte* time) =>
        DateTime.UnixEpoch.Ticks + *(long*)time * TimeSpan.TicksPerSecond + *(uint*)(time + 8) / TimeSpan.NanosecondsPerTick;

    // By its full name and in the system's folders the library is found at once; a bare `libc` is looked for in twelve places first.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc.so.6", EntryPoint = "statx")]
    private static partial int StatX(int folder, byte* path, int flags, uint mask, byte* status);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc.so.6", EntryPoint = "openat")]
    private static partial int OpenAt(int folder, byte* path, int flags, uint mode);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}

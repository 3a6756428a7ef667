using System.Runtime.InteropServices;

namespace PythonEnv.Host.Files;

/// <summary><c>statx(2)</c>: one call where .NET makes several, and with the inode, which .NET does not tell. Linux only.</summary>
internal static unsafe partial class LinuxFileStatus
{
    /// <summary>The folder that relative paths are relative to; an absolute path needs none.</summary>
    public const int CurrentFolder = -100;

    /// <summary>Do not follow a link at the end of the path.</summary>
    public const int DoNotFollow = 0x100;

    private const uint TypeSizeModifiedInode = 0x1 | 0x200 | 0x40 | 0x100;
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;

    /// <returns>False if there is no such file, or none that may be looked at; a folder is no file.</returns>
    public static bool TryRead(int folder, byte* path, int flags, out FileStamp stamp)
    {
        // The structure is the same on every architecture.
        byte* status = stackalloc byte[256];
        stamp = default;
        if (StatX(folder, path, flags, TypeSizeModifiedInode, status) != 0 || (*(ushort*)(status + 28) & TypeMask) == Folder)
            return false;
        stamp = new FileStamp(
            *(long*)(status + 40),
            DateTime.UnixEpoch.Ticks + *(long*)(status + 112) * TimeSpan.TicksPerSecond + *(uint*)(status + 120) / TimeSpan.NanosecondsPerTick,
            *(long*)(status + 32));
        return true;
    }

    // By its full name and in the system's folders the library is found at once; a bare `libc` is looked for in twelve places first.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc.so.6", EntryPoint = "statx")]
    private static partial int StatX(int folder, byte* path, int flags, uint mask, byte* status);
}

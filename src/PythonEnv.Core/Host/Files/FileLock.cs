using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PythonEnv.Host.Files;

/// <summary>
/// An exclusive lock on an open file, which the kernel gives back when its holder ends. .NET's own sharing modes are such a lock too, but
/// <c>DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1</c> in the environment of a build switches them off without a word.
/// </summary>
internal static partial class FileLock
{
    private const int Exclusive = 2;
    private const int DoNotWait = 4;
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMacOS = 35;

    /// <summary>Opens for exclusive use.</summary>
    /// <returns>
    /// Null while another process or another handle of this one has it, and if its last holder moved or deleted it meanwhile.
    /// </returns>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream? TryOpen(string path, FileStreamOptions options)
    {
        if (RegularFile.IsSpecial(path))
            throw new UnauthorizedAccessException($"`{path}` is no file, and can't be locked");
        try
        {
            var file = new FileStream(path, options);
            if (OperatingSystem.IsWindows() || (TryHold(file.SafeFileHandle) && IsStillNamed(file, path)))
                return file;
            file.Dispose();
            return null;
        }
        catch (IOException taken) when (IsTaken(taken))
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the path still names what is open. POSIX opens first and locks then: in between the holder may have moved or deleted the
    /// file, and another made one in its place.
    /// </summary>
    public static bool IsStillNamed(FileStream file, string path) =>
        File.GetCreationTimeUtc(file.SafeFileHandle) == File.GetCreationTimeUtc(path);

    // A file system without locks says so by another error, and is used without.
    private static bool TryHold(SafeFileHandle file) =>
        Flock(file, Exclusive | DoNotWait) == 0 || Marshal.GetLastPInvokeError() is not (WouldBlockLinux or WouldBlockMacOS);

    // Sharing and lock violation; EWOULDBLOCK. Nothing else is worth waiting for.
    private static bool IsTaken(IOException e) => OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is 32 or 33
        : e.HResult == (OperatingSystem.IsMacOS() ? WouldBlockMacOS : WouldBlockLinux);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}

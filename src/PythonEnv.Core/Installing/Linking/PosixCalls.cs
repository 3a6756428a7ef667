using System.Runtime.InteropServices;
using PythonEnv.Host.Platform;

namespace PythonEnv.Installing.Linking;

/// <summary>
/// The system calls that place a file by two open folders and two names. No path is joined, encoded or walked from the root.
/// </summary>
internal static unsafe partial class PosixCalls
{
    public const int ErrorPermission = 1;
    public const int ErrorNoEntry = 2;
    public const int ErrorExists = 17;
    public const int ErrorCrossDevice = 18;
    public const int ErrorTooManyLinks = 31;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;

    /// <summary>Opens a folder to be named in the other calls.</summary>
    public static FolderHandle OpenFolder(string path)
    {
        int descriptor = Open(path, NativeSystem.IsMacOS ? CloseOnExecMac : CloseOnExecLinux);
        return descriptor >= 0
            ? new FolderHandle(descriptor)
            : throw new DirectoryNotFoundException($"`{path}` can't be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Adds a name to a file.</summary>
    /// <returns>0, or the error number.</returns>
    public static int Link(FolderHandle sourceFolder, byte* source, FolderHandle targetFolder, byte* target) =>
        LinkAt(sourceFolder.Descriptor, source, targetFolder.Descriptor, target, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <returns>0, or the error number.</returns>
    public static int MakeDirectory(FolderHandle folder, byte* name) =>
        MakeDirectoryAt(folder.Descriptor, name, 0x1FF) == 0 ? 0 : Marshal.GetLastPInvokeError();

    internal static void CloseFolder(int descriptor) => _ = Close(descriptor);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static partial int LinkAt(int sourceFolder, byte* source, int targetFolder, byte* target, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MakeDirectoryAt(int folder, byte* name, uint mode);
}

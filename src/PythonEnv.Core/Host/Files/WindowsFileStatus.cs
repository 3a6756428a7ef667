using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Host.Platform;

namespace PythonEnv.Host.Files;

/// <summary>One call where .NET makes several, and with the file's number, which .NET does not tell.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsFileStatus
{
    private const int AttributesOnly = 0x80;
    private const int ShareEverything = 0x7;
    private const int OpenExisting = 3;
    private const int AlsoFolders = 0x2000000;

    /// <returns>False if there is no such file, or none that may be looked at; a folder is no file. Links are followed.</returns>
    public static bool TryRead(string path, out FileStamp stamp) => TryRead(path, 0, out stamp);

    /// <summary>The same of a folder.</summary>
    public static bool TryReadFolder(string path, out FileStamp stamp) => TryRead(path, AlsoFolders, out stamp);

    private static bool TryRead(string path, int flags, out FileStamp stamp)
    {
        stamp = default;
        using SafeFileHandle file = CreateFile(
            HostPaths.Extended(Path.GetFullPath(path)), AttributesOnly, ShareEverything, 0, OpenExisting, flags, 0);
        if (file.IsInvalid || !GetFileInformation(file, out Information found))
            return false;
        stamp = new FileStamp(
            Whole(found.SizeHigh, found.SizeLow),
            DateTime.FromFileTimeUtc(Whole(found.WrittenHigh, found.WrittenLow)).Ticks,
            Whole(found.IndexHigh, found.IndexLow));
        return true;
    }

    private static long Whole(uint high, uint low) => ((long)high << 32) | low;

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial SafeFileHandle CreateFile(
        string path, int access, int share, nint security, int disposition, int flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformation(SafeFileHandle file, out Information information);

    /// <summary><c>BY_HANDLE_FILE_INFORMATION</c>; the system's structure has only numbers of 32 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Information
    {
        public readonly uint Attributes;
        public readonly uint CreatedLow;
        public readonly uint CreatedHigh;
        public readonly uint AccessedLow;
        public readonly uint AccessedHigh;
        public readonly uint WrittenLow;
        public readonly uint WrittenHigh;
        public readonly uint Volume;
        public readonly uint SizeHigh;
        public readonly uint SizeLow;
        public readonly uint Links;
        public readonly uint IndexHigh;
        public readonly uint IndexLow;
    }
}

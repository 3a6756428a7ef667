using System.Runtime.InteropServices;
using PythonEnv.Host.Platform;

namespace PythonEnv.Installing.Linking;

/// <summary>Makes a hard link by absolute paths; the seam through which tests see other file systems.</summary>
internal abstract partial class HardLink
{
    public static HardLink Native { get; } = NativeSystem.IsWindows ? new WindowsHardLink() : new PosixHardLink();

    public abstract Placement Create(string source, string target);

    private sealed partial class PosixHardLink : HardLink
    {
        public override Placement Create(string source, string target)
        {
            if (Link(source, target) == 0)
                return Placement.Placed;
            return Marshal.GetLastPInvokeError() switch
            {
                PosixCalls.ErrorExists => Placement.Occupied,
                PosixCalls.ErrorNoEntry => Placement.Damaged,
                PosixCalls.ErrorTooManyLinks => Placement.TooManyLinks,
                _ => Placement.NotLinkable,
            };
        }

        [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
        private static partial int Link(string source, string target);
    }

    private sealed partial class WindowsHardLink : HardLink
    {
        private const int FileNotFound = 2;
        private const int PathNotFound = 3;
        private const int FileExists = 80;
        private const int AlreadyExists = 183;
        private const int TooManyLinks = 1142;

        public override Placement Create(string source, string target)
        {
            if (CreateHardLink(HostPaths.Extended(target), HostPaths.Extended(source), 0))
                return Placement.Placed;
            return Marshal.GetLastPInvokeError() switch
            {
                FileExists or AlreadyExists => Placement.Occupied,
                FileNotFound or PathNotFound => Placement.Damaged,
                TooManyLinks => Placement.TooManyLinks,
                _ => Placement.NotLinkable,
            };
        }

        [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
        [return: MarshalAs(UnmanagedType.Bool)]
        private static partial bool CreateHardLink(string target, string source, nint security);
    }
}

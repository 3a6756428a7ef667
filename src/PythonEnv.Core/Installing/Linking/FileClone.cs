using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;

namespace PythonEnv.Installing.Linking;

/// <summary>
/// Makes a clone: a file of its own that shares the other's bytes until one of the two is written (btrfs, XFS, APFS). Windows clones what
/// is copied on a volume that can, and is not asked. The seam through which tests see other file systems.
/// </summary>
internal abstract partial class FileClone
{
    public static FileClone Native { get; } = NativeSystem.IsLinux
        ? new LinuxClone()
        : NativeSystem.IsMacOS
        ? new MacClone()
        : new NoClone();

    /// <summary>Makes a clone with the time of its source.</summary>
    /// <returns><see cref="Placement.Placed"/>, <see cref="Placement.Occupied"/> or <see cref="Placement.NotLinkable"/>.</returns>
    public abstract Placement Create(string source, string target);

    private sealed class NoClone : FileClone
    {
        public override Placement Create(string source, string target) => Placement.NotLinkable;
    }

    private sealed partial class LinuxClone : FileClone
    {
        private const nuint CloneRequest = 0x40049409;

        public override Placement Create(string source, string target)
        {
            using SafeFileHandle from = RegularFile.Open(source);
            try
            {
                using SafeFileHandle to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write);
                if (Control(to, CloneRequest, from) == 0)
                {
                    File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(from));
                    return Placement.Placed;
                }
            }
            catch (IOException exists) when ((exists.HResult & 0xFFFF) == PosixCalls.ErrorExists)
            {
                return Placement.Occupied;
            }
            FileChange.Delete(target);
            return Placement.NotLinkable;
        }

        [LibraryImport("libc", EntryPoint = "ioctl")]
        private static partial int Control(SafeFileHandle target, nuint request, SafeFileHandle source);
    }

    private sealed partial class MacClone : FileClone
    {
        public override Placement Create(string source, string target) => CloneFile(source, target, 0) == 0
            ? Placement.Placed
            : Marshal.GetLastPInvokeError() == PosixCalls.ErrorExists ? Placement.Occupied : Placement.NotLinkable;

        [LibraryImport("libc", EntryPoint = "clonefile", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
        private static partial int CloneFile(string source, string target, uint flags);
    }
}

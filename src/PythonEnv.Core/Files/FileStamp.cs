using System.Globalization;
using System.Runtime.InteropServices;

namespace PythonEnv.Files;

/// <summary>What tells a file from another one at the same path, without reading it.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">Ticks of the last write, UTC.</param>
/// <param name="Inode">The file's number on its volume; where it can't be had (Windows), the ticks of its creation, UTC.</param>
public readonly partial record struct FileStamp(long Size, long Modified, long Inode)
{
    private const int CurrentFolder = -100;
    private const uint InodeMask = 0x100;

    /// <summary>The stamp of a file, behind whatever links; null if there is none.</summary>
    public static FileStamp? Of(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks, InodeOf(file)) : null;
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

    /// <summary>Three hexadecimal numbers with dots between them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Size:x}.{Modified:x}.{Inode:x}");

    private static long InodeOf(FileInfo file)
    {
        Span<byte> status = stackalloc byte[256];
        if (OperatingSystem.IsLinux() && Statx(CurrentFolder, file.FullName, 0, InodeMask, ref MemoryMarshal.GetReference(status)) == 0)
            return BitConverter.ToInt64(status[32..]);
        return file.CreationTimeUtc.Ticks;
    }

    // .NET does not tell inodes; this call's structure is the same on every architecture.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);
}

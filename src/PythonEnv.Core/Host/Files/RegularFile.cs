using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PythonEnv.Host.Files;

/// <summary>
/// The one way by which files are opened to be read. What stands at a file's path may be a pipe, a socket or a device, put there by
/// somebody else or by mistake: to open a pipe waits for ever, and to read a device may never end. None of them is a file: it does not
/// exist for who asks, and for who opens it is what a folder is.
/// </summary>
internal static partial class RegularFile
{
    private const FileShare WithAll = FileShare.ReadWrite | FileShare.Delete;
    private const int LargestOfPeople = 32 * 1024 * 1024;
    // More than any wheel or tool leaves in a file that is read whole: what is larger is not what it passes for.
    private const int LargestOfTools = 256 * 1024 * 1024;
    private const int MacStatusSize = 256;
    private const int MacMode = 4;

    /// <summary>Whether there is one, behind whatever links.</summary>
    public static bool Exists(string path) =>
        OperatingSystem.IsLinux() ? TypeOf(path) == LinuxFileStatus.File : File.Exists(path) && TypeOf(path) is 0 or LinuxFileStatus.File;

    /// <summary>Whether a pipe, a socket or a device stands there: neither a file nor a folder, nor nothing.</summary>
    public static bool IsSpecial(string path) => TypeOf(path) is not (0 or LinuxFileStatus.File or LinuxFileStatus.Folder);

    /// <summary>Opens for reading by offsets.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder, pipe, socket or device.</exception>
    public static SafeFileHandle Open(string path, FileShare share = WithAll, FileOptions options = FileOptions.None)
    {
        Refuse(path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, share, options);
    }

    /// <summary>The same of what stands at the path itself.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is no file, or a link.</exception>
    public static SafeFileHandle OpenEntry(string path)
    {
        if (OperatingSystem.IsLinux())
            Refuse(path, LinuxFileStatus.DoNotFollow);
        else if (new FileInfo(path).LinkTarget is not null)
            throw new UnauthorizedAccessException($"`{path}` is a link");
        else
            Refuse(path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, WithAll);
    }

    /// <summary>Opens for reading from the begin to the end, without a buffer of its own.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static FileStream OpenStream(
        string path, FileShare share = FileShare.Read | FileShare.Delete, FileOptions options = FileOptions.None)
    {
        Refuse(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, share, bufferSize: 0, options);
    }

    /// <inheritdoc cref="Open" path="/exception"/>
    public static byte[] ReadAllBytes(string path)
    {
        Refuse(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>All of it; null if there is no file, or one that is too large to be what it passes for.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? ReadIfThere(string path)
    {
        if (!Exists(path))
            return null;
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, WithAll);
        return ReadUpTo(file, LargestOfTools);
    }

    /// <summary>Whether a file has these bytes; null stands for no file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static bool Holds(string path, byte[]? bytes) => ReadIfThere(path) is { } present
        ? bytes is not null && present.AsSpan().SequenceEqual(bytes)
        : bytes is null;

    /// <summary>What a reader makes of all of it, in memory that is used again afterwards.</summary>
    /// <returns>Null where <see cref="ReadIfThere(string)"/> would give null.</returns>
    /// <inheritdoc cref="ReadIfThere(string)" path="/exception"/>
    public static T? ReadIfThere<T>(string path, Func<ReadOnlySpan<byte>, T?> reader)
        where T : class
    {
        if (!Exists(path))
            return null;
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, WithAll);
        if (RandomAccess.GetLength(file) is not (> 0 and <= LargestOfTools and long length))
            return ReadWhole(file) is { } odd ? reader(odd) : null;
        byte[] content = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            return reader(content.AsSpan(0, Fill(file, content.AsSpan(0, (int)length), 0)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    /// <summary>The same as text.</summary>
    /// <inheritdoc cref="ReadIfThere(string)" path="/exception"/>
    public static string? ReadTextIfThere(string path) => ReadIfThere(path) is { } bytes ? Decode(bytes) : null;

    /// <exception cref="IOException">It can't be read, or is too large to be what it passes for.</exception>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static string ReadAllText(string path)
    {
        using SafeFileHandle file = Open(path);
        return Decode(ReadUpTo(file, LargestOfTools) ?? throw TooLarge(path, LargestOfTools));
    }

    /// <summary>A file that this package has written.</summary>
    /// <exception cref="InvalidDataException">It is larger than any of these.</exception>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static byte[] ReadOwn(string path)
    {
        using SafeFileHandle file = Open(path);
        return ReadWhole(file) ?? throw new InvalidDataException($"`{path}` is larger than {LargestOfTools >> 20} MB");
    }

    /// <summary>All of an open file; null if it is larger than any that is read whole.</summary>
    public static byte[]? ReadWhole(SafeFileHandle file) => ReadUpTo(file, LargestOfTools);

    private static string Decode(byte[] bytes)
    {
        using StreamReader reader = new(new MemoryStream(bytes));
        return reader.ReadToEnd();
    }

    private static byte[]? ReadUpTo(SafeFileHandle file, int limit)
    {
        long length = RandomAccess.GetLength(file);
        if (length > limit)
            return null;
        // The kernel's own files have content and no length.
        byte[] content = new byte[length == 0 ? 4096 : length];
        int read = Fill(file, content, 0);
        while (length == 0 && read == content.Length)
        {
            if (read == limit)
                return null;
            Array.Resize(ref content, Math.Min(read * 2, limit));
            read = Fill(file, content, read);
        }
        return read == content.Length ? content : content[..read];
    }

    /// <param name="read">What of it is read already.</param>
    /// <returns>How much of it is read then: all, or to the end of the file.</returns>
    private static int Fill(SafeFileHandle file, Span<byte> content, int read)
    {
        while (read < content.Length && RandomAccess.Read(file, content[read..], read) is > 0 and int more)
            read += more;
        return read;
    }

    /// <inheritdoc cref="Open" path="/exception"/>
    public static void Copy(string path, string target, bool overwrite = false)
    {
        Refuse(path);
        File.Copy(path, target, overwrite);
    }

    /// <summary>Writes, or writes anew.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be written, or is a folder, pipe, socket or device.</exception>
    public static void WriteAllText(string path, string text)
    {
        Refuse(path);
        File.WriteAllText(path, text);
    }

    /// <inheritdoc cref="WriteAllText"/>
    public static void AppendAllText(string path, string text)
    {
        Refuse(path);
        File.AppendAllText(path, text);
    }

    /// <summary>A file that people write, whole; null if there is nothing at the path, or a folder.</summary>
    /// <exception cref="IOException">It can't be read, or is larger than any of these.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a pipe, socket or device.</exception>
    public static byte[]? ReadBounded(string path)
    {
        if (!File.Exists(path))
            return null;
        using FileStream file = OpenStream(path, WithAll);
        return ReadBounded(file, path);
    }

    /// <param name="path">For the message.</param>
    public static byte[] ReadBounded(Stream file, string path) => ReadUpTo(file, LargestOfPeople) ?? throw TooLarge(path, LargestOfPeople);

    /// <summary>A stream to its end; null if there is more than the limit, in bytes.</summary>
    public static byte[]? ReadUpTo(Stream file, int limit)
    {
        long length = file.CanSeek ? file.Length : 0;
        using var content = new MemoryStream((int)Math.Min(length, limit));
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            if (content.Length + read > limit)
                return null;
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static IOException TooLarge(string path, int limit) => new($"`{path}` is larger than {limit >> 20} MB");

    private static void Refuse(string path, int flags = 0)
    {
        if (TypeOf(path, flags) is not (0 or LinuxFileStatus.File))
            throw new UnauthorizedAccessException($"`{path}` is no file, but a folder, a pipe, a socket or a device");
    }

    // What can't be looked at (0) can't be opened either, and says so itself. Windows has no such things at the paths of files.
    private static unsafe int TypeOf(string path, int flags = 0)
    {
        if (OperatingSystem.IsWindows())
            return 0;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            if (OperatingSystem.IsLinux())
                return LinuxFileStatus.TypeOf(name, flags);
            byte* status = stackalloc byte[MacStatusSize];
            int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacStatX64(name, status) : MacStat(name, status);
            return result == 0 ? *(ushort*)(status + MacMode) & LinuxFileStatus.TypeMask : 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "stat")]
    private static unsafe partial int MacStat(byte* path, byte* status);

    // The plain name is that of a structure with inodes of 32 bits.
    [LibraryImport("libc", EntryPoint = "stat$INODE64")]
    private static unsafe partial int MacStatX64(byte* path, byte* status);
}

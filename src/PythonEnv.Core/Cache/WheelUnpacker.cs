using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Host;
using PythonEnv.Host.Platform;
using PythonEnv.Packaging.Records;
using PythonEnv.Wheels;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Cache;

/// <summary>
/// Unpacks a wheel into an empty folder of its own, in the form of <see cref="ArchiveCache"/>. Every file is proved by its RECORD hash
/// while it is written.
/// </summary>
internal static class WheelUnpacker
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Below this, handing files out to a second thread costs more than it brings.</summary>
    private const long ParallelSize = 4 << 20;

    /// <param name="folder">Exists, empty, just created by this process.</param>
    /// <exception cref="Diagnostics.PythonEnvException">PYENV4005; what has been written lies in <paramref name="folder"/>.</exception>
    public static ArchiveManifest Unpack(WheelArchive archive, string folder, CancellationToken cancellation)
    {
        FileModes modes = FileModes.FromFreshFolder(folder);
        WheelContents contents = WheelContents.Read(archive);
        ManifestBuilder manifest = new();
        CreateDirectories(folder, contents);
        int degree = contents.Files.Sum(file => file.Entry.Size) < ParallelSize ? 1 : NativeSystem.Processors;
        DateTime time = WholeSecond(DateTime.UtcNow);
        // The largest first, so that none is left to a single thread at the end.
        ImmutableArray<WheelFile> files = degree == 1
            ? contents.Files
            : contents.Files.Sort(static (a, b) => b.Entry.Size.CompareTo(a.Entry.Size));
        ParallelWork.ForEach(files, degree, file => Write(archive, folder, modes, manifest, time, file, cancellation), cancellation);
        StoredMetadata.Write(folder, contents.Metadata.Span);
        if (!NativeSystem.IsWindows && contents.Files.FirstOrDefault(file => file.Entry.IsExecutable) is { } executable)
            modes = modes with { Executable = KeptMode(Path.Combine(folder, ManifestBuilder.Tree, executable.Entry.Path)) };
        return manifest.Build(archive.FileName, archive.Size, contents, modes, ReadyFile.WriteAll(folder, contents, time));
    }

    /// <summary>
    /// A time for files of the cache: one that <c>tar</c> keeps, and that no edit has, because file systems tell parts of a second.
    /// </summary>
    public static DateTime WholeSecond(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    // Some file systems, such as those of Windows and of networks, keep no mode.
    [UnsupportedOSPlatform("windows")]
    private static UnixFileMode KeptMode(string path) => File.GetUnixFileMode(path);

    private static void CreateDirectories(string folder, WheelContents contents)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (var (entry, _, _) in contents.Files)
        {
            string parent = Path.GetDirectoryName(Path.Combine(folder, ManifestBuilder.Tree, entry.Path))!;
            if (known.Add(parent))
                Directory.CreateDirectory(parent);
        }
    }

    private static void Write(
        WheelArchive archive, string folder, FileModes modes, ManifestBuilder manifest, DateTime time, WheelFile file,
        CancellationToken cancellation)
    {
        (ArchiveEntry entry, WheelPlace place, RecordEntry? row) = file;
        using SafeFileHandle target = File.OpenHandle(
            Path.Combine(folder, ManifestBuilder.Tree, entry.Path), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Copy(archive, entry, row, target, cancellation);
        if (entry.IsExecutable && !NativeSystem.IsWindows)
            File.SetUnixFileMode(target, modes.Executable);
        File.SetLastWriteTimeUtc(target, time);
        // The wheel's own RECORD stays behind: an installation writes another.
        if (!WheelContents.IsRecord(entry.Path, place))
            manifest.Add(entry.Path, place, entry.Size, time.Ticks, entry.IsExecutable);
    }

    private static void Copy(
        WheelArchive archive, ArchiveEntry entry, RecordEntry? row, SafeFileHandle target, CancellationToken cancellation)
    {
        using IncrementalHash? hash = row is null ? null : IncrementalHash.CreateHash(row.AlgorithmName());
        using Stream source = archive.OpenEntry(entry);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(entry.Size + 1, BufferSize));
        try
        {
            long position = 0;
            int read;
            while ((read = source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> chunk = buffer.AsSpan(0, read);
                hash?.AppendData(chunk);
                RandomAccess.Write(target, chunk, position);
                position += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (hash is not null && !row!.DigestEquals(hash.GetHashAndReset()))
            throw WheelRefusal.Of(archive.FileName, entry.Path, $"its content does not match the {row.Algorithm} that RECORD gives");
    }
}

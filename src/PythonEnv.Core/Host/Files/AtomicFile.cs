using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PythonEnv.Host.Files;

/// <summary>
/// Writes that are either there whole or not at all: a temporary file in the same folder, then one rename. Readers and writers of one file
/// do not get into each other's way, on no system.
/// </summary>
internal static class AtomicFile
{
    private const string Extension = ".tmp";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(1);

    /// <param name="flush">Onto the disk: a rename may reach it before the bytes do, and after a power loss the file would be there and
    /// empty.</param>
    public static void WriteAllText(string path, string text, bool flush = true) => WriteAllBytes(path, Utf8.GetBytes(text), flush);

    /// <inheritdoc cref="WriteAllText"/>
    public static void WriteAllBytes(string path, byte[] bytes, bool flush = true) => Write(path, file => file.Write(bytes), flush);

    /// <inheritdoc cref="WriteAllText"/>
    public static void Write(string path, Action<Stream> write, bool flush = true)
    {
        string temporary = TemporaryOf(path);
        Replace(path, temporary, () =>
        {
            using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write);
            write(stream);
            stream.Flush(flush);
        });
    }

    /// <summary>
    /// Writes a file of people's. Who shares it by a link goes on sharing it, and it keeps its rights: a credential may stand in it. What
    /// killed writes have left beside it goes.
    /// </summary>
    /// <param name="like">The file, if it is there, whose rights one that is new gets.</param>
    public static void Rewrite(string path, byte[] bytes, string? like = null)
    {
        string target = BehindLinks(path);
        string? model = RegularFile.Exists(target) ? target : like is not null && RegularFile.Exists(like) ? like : null;
        DeleteLeftovers(target);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && model is not null)
            options.UnixCreateMode = File.GetUnixFileMode(model);
        string temporary = TemporaryOf(target);
        Replace(target, temporary, () =>
        {
            using FileStream stream = new(temporary, options);
            // The mask of the process takes rights away from a file that is made.
            if (options.UnixCreateMode is { } mode && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(stream.SafeFileHandle, mode);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        });
    }

    /// <summary>Puts a file of people's back as it was; null stands for no file.</summary>
    public static void PutBack(string path, byte[]? before)
    {
        // What is as it was is left alone: on a full disk that is all that can be done.
        if (RegularFile.Holds(path, before))
            return;
        if (before is null)
            FileChange.Delete(path);
        else
            Rewrite(path, before);
    }

    /// <summary>The file to which links at a path lead; the path itself where they lead to a device, a pipe or nothing.</summary>
    public static string BehindLinks(string path) =>
        (RegularFile.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName : null) ?? path;

    private static string TemporaryOf(string path) => $"{path}.{Guid.NewGuid():N}{Extension}";

    /// <summary>Puts a file in its place, under whose name nothing stands before it is whole.</summary>
    /// <param name="temporary">What the file is called until then: in the same folder, and nobody else's.</param>
    /// <param name="make">Makes it there; if that fails, nothing is left.</param>
    public static void Replace(string path, string temporary, Action make)
    {
        try
        {
            make();
            FileChange.Move(temporary, path, overwrite: true);
        }
        catch
        {
            FileChange.Delete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Deletes what killed writes of a file have left, by names that only they can have. One that is young may be a write at work.
    /// </summary>
    /// <param name="isAlone">Nobody else writes the file now, as under a lock: the young ones are left over too.</param>
    public static void DeleteLeftovers(string path, bool isAlone = false)
    {
        string prefix = Path.GetFileName(path) + ".";
        try
        {
            foreach (FileInfo file in new DirectoryInfo(Path.GetDirectoryName(path)!).GetFiles(prefix + "*" + Extension))
            {
                bool isOurs = file.Name.StartsWith(prefix, StringComparison.Ordinal)
                    && Guid.TryParseExact(file.Name.AsSpan()[prefix.Length..^Extension.Length], "N", out _);
                if (isOurs && (isAlone || DateTime.UtcNow - file.LastWriteTimeUtc > LongestWrite))
                    FileChange.Delete(file.FullName);
            }
        }
        // They are in nobody's way: where the folder is missing or may not be written, the work at hand does not fail for them.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Reads a file that others may replace or take away meanwhile.</summary>
    /// <exception cref="FileNotFoundException">There is none, or one that is too large to be it.</exception>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string ReadAllText(string path) => Utf8.GetString(ReadAllBytes(path));

    /// <inheritdoc cref="ReadAllText"/>
    public static byte[] ReadAllBytes(string path)
    {
        byte[] bytes = [];
        OpenFiles.Wait(path, () =>
        {
            // Whoever opens a file without sharing its deletion stops Windows from putting another one in its place.
            using SafeFileHandle file = RegularFile.Open(path);
            bytes = RegularFile.ReadWhole(file) ?? throw new FileNotFoundException($"`{path}` is too large to be what it passes for", path);
        });
        return bytes;
    }
}

using System.Text;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Host.Files;

namespace PythonEnv.Publishing;

/// <summary>Writes files of a published folder, with the folders above them. All have one time, so that equal input gives equal bytes.
/// </summary>
internal static class PublishedFile
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    // The beginning of the time that zip files know, which container layers and packages made of the folder then share.
    private static readonly DateTime FixedTime = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="path">Absolute.</param>
    /// <returns>The path.</returns>
    public static string Write(string path, ReadOnlySpan<byte> content, bool isExecutable = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            FixTime(file);
        }
        if (isExecutable)
            FilePermissions.Set(path, Executable);
        return path;
    }

    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte}, bool)"/>
    public static string Write(string path, string content, bool isExecutable = false) =>
        Write(path, Encoding.UTF8.GetBytes(content), isExecutable);

    /// <summary>Copies a file that nobody holds a digest of.</summary>
    public static void Copy(string source, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        RegularFile.Copy(source, path, overwrite: true);
        FixTime(path);
    }

    /// <summary>Gives a file that somebody else has written the time of all.</summary>
    public static void FixTime(string path) => File.SetLastWriteTimeUtc(path, FixedTime);

    /// <inheritdoc cref="FixTime(string)"/>
    public static void FixTime(SafeFileHandle file) => File.SetLastWriteTimeUtc(file, FixedTime);
}

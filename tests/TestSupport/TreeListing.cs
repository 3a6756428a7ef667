using System.Globalization;
using System.IO.Enumeration;

namespace PythonEnv.TestSupport;

/// <summary>
/// Everything below a folder with its kind, size, permissions and time of last write, to see whether anything was touched.
/// </summary>
internal static class TreeListing
{
    public static string[] Of(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        var entries = new FileSystemEnumerable<FileSystemInfo>(root, static (ref entry) => entry.ToFileSystemInfo(), options)
        {
            ShouldRecursePredicate = static (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        return [.. entries.Append(new DirectoryInfo(root)).Select(entry => Describe(entry, root)).Order(StringComparer.Ordinal)];
    }

    private static string Describe(FileSystemInfo entry, string root) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Path.GetRelativePath(root, entry.FullName)} {(entry as FileInfo)?.Length} {entry.LinkTarget} {(OperatingSystem.IsWindows() ? 0 : entry.UnixFileMode)} {entry.LastWriteTimeUtc.Ticks}");
}

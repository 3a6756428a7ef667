using System.IO.Enumeration;

namespace PythonEnv.Host.Files;

/// <summary>Looks at folders without following links out of them.</summary>
internal static class FileTree
{
    /// <summary>The absolute paths of every file and link below a folder; a link to a folder is one entry, and not entered.</summary>
    public static IEnumerable<string> FilesBelow(string folder) => new FileSystemEnumerable<string>(
        folder, static (ref entry) => entry.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
    {
        ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory || IsLink(ref entry),
        ShouldRecursePredicate = static (ref entry) => !IsLink(ref entry),
    };

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;
}

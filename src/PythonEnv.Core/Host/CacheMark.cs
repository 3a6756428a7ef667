using PythonEnv.Host.Files;

namespace PythonEnv.Host;

/// <summary>
/// The mark of a folder that is this package's cache and nothing else: a <c>CACHEDIR.TAG</c> (the Cache Directory Tagging Specification)
/// with the package's name in it. Only a marked folder is pruned.
/// </summary>
internal static class CacheMark
{
    private const string Tag = "Signature: 8a477f597d28d172789f06886806bc55\n# The cache of PythonEnv.Tasks: may be deleted at any time.\n";

    private static readonly string[] OwnNames = [.. UserCache.FolderNames, ".gitignore", "CACHEDIR.TAG"];

    public static bool IsOn(string root)
    {
        var tag = new FileInfo(PathIn(root));
        return RegularFile.Exists(tag.FullName)
            && tag.LinkTarget is null
            && tag.Length < 1024
            && AtomicFile.ReadAllText(tag.FullName) == Tag;
    }

    /// <summary>
    /// Marks a folder that holds nothing but what this package has put there. Of a folder that is used for something else too (a home, a
    /// project) backups and git would pass over everything.
    /// </summary>
    public static void Put(string root)
    {
        if (IsOn(root)
            || Directory.EnumerateFileSystemEntries(root).Any(
                entry => !OwnNames.Contains(Path.GetFileName(entry)) && Path.GetExtension(entry) != ".tmp"))
            return;
        AtomicFile.WriteAllText(Path.Combine(root, ".gitignore"), "*\n");
        AtomicFile.WriteAllText(PathIn(root), Tag);
    }

    private static string PathIn(string root) => Path.Combine(root, "CACHEDIR.TAG");
}

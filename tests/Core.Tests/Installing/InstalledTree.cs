using System.Security.Cryptography;

namespace PythonEnv.Core.Tests.Installing;

/// <summary>
/// Every file of an environment with its permissions and content; what two installers are allowed to differ in is left out.
/// </summary>
internal static class InstalledTree
{
    /// <returns>Relative path → permissions and digest.</returns>
    public static SortedDictionary<string, string> Read(string root)
    {
        SortedDictionary<string, string> tree = new(StringComparer.Ordinal);
        EnumerationOptions options = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (FileSystemInfo entry in new DirectoryInfo(root).EnumerateFileSystemInfos("*", options))
        {
            string path = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
            string mode = OperatingSystem.IsWindows() ? "" : Convert.ToString((int)entry.UnixFileMode, 8);
            tree[path] = entry.LinkTarget is { } link ? $"-> {link}" : entry is FileInfo file ? $"{mode} {Digest(file)}" : $"{mode} folder";
        }
        return tree;
    }

    public static void AssertEqual(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        string[] differences = [.. expected.Keys.Union(actual.Keys, StringComparer.Ordinal)
            .Where(path => expected.GetValueOrDefault(path) != actual.GetValueOrDefault(path))
            .Select(path => $"{path}: pip `{expected.GetValueOrDefault(path)}`, ours `{actual.GetValueOrDefault(path)}`")];
        Assert.IsEmpty(differences, string.Join('\n', differences.Take(30)));
    }

    /// <summary>INSTALLER names its installer, and so RECORD's row of it differs too.</summary>
    private static string Digest(FileInfo file)
    {
        bool isMetadata = file.DirectoryName!.EndsWith(".dist-info", StringComparison.Ordinal);
        if (isMetadata && file.Name == "INSTALLER")
            return "INSTALLER";
        if (!isMetadata || file.Name != "RECORD")
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)));
        string[] rows = File.ReadAllText(file.FullName).Split('\n');
        return string.Join('\n', rows.Select(row => row.Contains(".dist-info/INSTALLER,", StringComparison.Ordinal) ? "INSTALLER" : row));
    }
}

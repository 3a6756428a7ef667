using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.TestSupport;

namespace PythonEnv.FaultInjection;

/// <summary>
/// Everything below an environment's folder: kind, permissions and content of each entry, by its path. The receipt and its list of files
/// are left out: they say when.
/// </summary>
internal sealed class TreeSnapshot
{
    private readonly ImmutableSortedDictionary<string, string> _entries;

    private TreeSnapshot(ImmutableSortedDictionary<string, string> entries) => _entries = entries;

    public static TreeSnapshot Of(string root)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (Directory.Exists(root))
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
            var found = new FileSystemEnumerable<FileSystemInfo>(root, static (ref entry) => entry.ToFileSystemInfo(), options)
            {
                ShouldRecursePredicate = static (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
            };
            foreach (FileSystemInfo entry in found)
            {
                string path = Path.GetRelativePath(root, entry.FullName);
                if (path is not (Receipt.FileName or FileList.FileName))
                    entries[path] = Describe(entry);
            }
        }
        return new TreeSnapshot(entries.ToImmutable());
    }

    /// <summary>What differs, as a phrase; empty if nothing does.</summary>
    public string DifferenceFrom(TreeSnapshot expected)
    {
        IEnumerable<string> differences = expected._entries.Keys
            .Union(_entries.Keys)
            .Where(path => _entries.GetValueOrDefault(path) != expected._entries.GetValueOrDefault(path))
            .Select(path => $"{path}: {_entries.GetValueOrDefault(path, "absent")}, expected {expected._entries.GetValueOrDefault(path, "absent")}");
        return string.Join("; ", differences.Take(5));
    }

    /// <summary>Holds the tree against the wheels themselves: what they put into site-packages is there, byte for byte.</summary>
    /// <returns>The first difference, or an empty text.</returns>
    public string DifferenceFrom(PinSet pins)
    {
        string sitePackages = _entries.Keys.First(path => path.EndsWith("/site-packages", StringComparison.Ordinal));
        foreach (WheelBuilder wheel in pins.Wheels)
        {
            using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(wheel.ToBytes()));
            foreach (System.IO.Compression.ZipArchiveEntry entry in archive.Entries.Where(
                e => !e.FullName.Contains(".data/", StringComparison.Ordinal) && !e.FullName.EndsWith("/RECORD", StringComparison.Ordinal)))
            {
                using Stream content = entry.Open();
                string path = $"{sitePackages}/{entry.FullName}";
                if (!_entries.TryGetValue(path, out string? there)
                    || !there.EndsWith(Convert.ToHexStringLower(SHA256.HashData(content)), StringComparison.Ordinal))
                    return $"{path}: {there ?? "absent"}, not as in {wheel.FileName}";
            }
        }
        return "";
    }

    private static string Describe(FileSystemInfo entry)
    {
        if (entry.LinkTarget is { } target)
            return $"link to {target}";
        string mode = OperatingSystem.IsWindows() ? "" : Convert.ToString((int)entry.UnixFileMode, 8);
        if (entry is not FileInfo file)
            return $"folder {mode}";
        // What a killed build was about to start holds the lock a moment longer.
        using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return string.Create(CultureInfo.InvariantCulture, $"file {mode} {Convert.ToHexStringLower(SHA256.HashData(content))}");
    }
}

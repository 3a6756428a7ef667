using System.Formats.Tar;
using System.IO.Compression;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locking.Universe;

/// <summary>The PKG-INFO of a source distribution, where it says for certain what a build would say (PEP 643).</summary>
internal static class SourceMetadata
{
    private const string FileName = "PKG-INFO";
    private const int Largest = 4 * 1024 * 1024;

    private static readonly PythonVersion FirstStatic = PythonVersion.Parse("2.2");

    /// <param name="path">Of the archive.</param>
    /// <param name="subdirectory">The folder below that of the archive which holds the project; null for that one itself.</param>
    /// <returns>Null if only a build can tell what it requires.</returns>
    public static CoreMetadata? ReadStatic(string path, string? subdirectory = null)
    {
        // In the archive's only folder: `name-1.0/PKG-INFO`.
        string below = subdirectory is null ? FileName : $"{subdirectory.Trim('/')}/{FileName}";
        byte[]? bytes;
        try
        {
            bytes = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? OfZip(path, below) : OfTar(path, below);
        }
        // Whatever is wrong with the archive, its build says it better.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
        if (bytes is null)
            return null;
        CoreMetadata metadata = CoreMetadata.ParseHeaders(bytes);
        bool isStatic = PythonVersion.TryParse(metadata.MetadataVersion, out PythonVersion? version) && version >= FirstStatic
            && !metadata.All("Dynamic").Any(
                field => field.Trim().ToLowerInvariant() is "requires-dist" or "provides-extra" or "requires-python" or "dependencies");
        return isStatic ? metadata : null;
    }

    private static byte[]? OfTar(string path, string below)
    {
        if (!path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
            return null;
        using FileStream file = RegularFile.OpenStream(path);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var archive = new TarReader(unpacked);
        while (archive.GetNextEntry() is { } entry)
        {
            if (IsAt(below, entry.Name) && entry is { DataStream: { } content, Length: <= Largest })
                return ReadAll(content);
        }
        return null;
    }

    private static byte[]? OfZip(string path, string below)
    {
        using FileStream file = RegularFile.OpenStream(path);
        using ZipArchive archive = new(file, ZipArchiveMode.Read);
        ZipArchiveEntry? entry = archive.Entries.FirstOrDefault(one => IsAt(below, one.FullName) && one.Length <= Largest);
        if (entry is null)
            return null;
        using Stream content = entry.Open();
        return ReadAll(content);
    }

    private static bool IsAt(string below, string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash && name.AsSpan(slash + 1).SequenceEqual(below);

    private static byte[] ReadAll(Stream content)
    {
        using var all = new MemoryStream();
        content.CopyTo(all);
        return all.ToArray();
    }
}

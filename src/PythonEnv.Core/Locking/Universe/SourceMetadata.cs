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

    /// <returns>Null if only a build can tell what it requires.</returns>
    public static CoreMetadata? ReadStatic(string path)
    {
        byte[]? bytes;
        try
        {
            bytes = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? OfZip(path) : OfTar(path);
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

    private static byte[]? OfTar(string path)
    {
        if (!path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
            return null;
        using FileStream file = RegularFile.OpenStream(path);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var archive = new TarReader(unpacked);
        while (archive.GetNextEntry() is { } entry)
        {
            if (IsPackageInformation(entry.Name) && entry is { DataStream: { } content, Length: <= Largest })
                return ReadAll(content);
        }
        return null;
    }

    private static byte[]? OfZip(string path)
    {
        using FileStream file = RegularFile.OpenStream(path);
        using ZipArchive archive = new(file, ZipArchiveMode.Read);
        ZipArchiveEntry? entry = archive.Entries.FirstOrDefault(one => IsPackageInformation(one.FullName) && one.Length <= Largest);
        if (entry is null)
            return null;
        using Stream content = entry.Open();
        return ReadAll(content);
    }

    // In the archive's only folder: `name-1.0/PKG-INFO`.
    private static bool IsPackageInformation(string name) =>
        name.EndsWith("/" + FileName, StringComparison.Ordinal) && name.Count(c => c == '/') == 1;

    private static byte[] ReadAll(Stream content)
    {
        using var all = new MemoryStream();
        content.CopyTo(all);
        return all.ToArray();
    }
}

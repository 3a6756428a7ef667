using System.Security.Cryptography;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Cache;

/// <summary>
/// Proves an archive of the cache byte for byte. Linking compares sizes and times alone, which an edit that puts the time back escapes, and an edit of an
/// installed file is one of its archive: the archive of a distribution that was found edited is proved before it is used again.
/// </summary>
internal static class ArchiveProof
{
    /// <summary>Whether every file is the one that its wheel's RECORD lists. That RECORD itself is in no environment.</summary>
    public static bool Holds(CachedArchive archive)
    {
        ArchiveManifest manifest = archive.Manifest;
        string own = $"{manifest.DistInfo}/RECORD";
        try
        {
            var rows = new Dictionary<string, RecordEntry>(StringComparer.Ordinal);
            foreach (RecordEntry row in archive.ReadRecord().Entries)
                rows.TryAdd(row.Path, row);
            List<RecordEntry> installed = [new RecordEntry(own), .. InstalledRecord.OwnRows(manifest.DistInfo)];
            foreach (ManifestFile file in manifest.Files)
            {
                string path = manifest.NameAt(file.Source)[ManifestBuilder.Tree.Length..];
                RecordEntry row = rows.GetValueOrDefault(path, new RecordEntry(path));
                if (!IsRecorded(row, archive.PathOf(file)))
                    return false;
                installed.Add(row);
            }
            return IsReady(archive, ReadyFile.InstallerIndex, ReadyFile.InstallerText)
                && IsReady(archive, ReadyFile.RequestedIndex, [])
                && (!manifest.IsSelfContained || IsReady(archive, ReadyFile.RecordIndex, InstalledRecord.ToBytes(installed)));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or ArchiveDamagedException)
        {
            return false;
        }
    }

    private static bool IsRecorded(RecordEntry row, string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        return row.Algorithm is null || row.DigestEquals(CryptographicOperations.HashData(row.AlgorithmName(), file));
    }

    private static bool IsReady(CachedArchive archive, int index, ReadOnlySpan<byte> content) =>
        content.SequenceEqual(File.ReadAllBytes(archive.PathOf(archive.Manifest.Ready[index])));
}

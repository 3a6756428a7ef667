using Microsoft.Win32.SafeHandles;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Cache;

/// <summary>
/// Proves an archive of the cache byte for byte. Linking compares sizes and times alone, which an edit that puts the time back escapes. An
/// edit of an installed file is one of its archive: the archive of a distribution that was found edited is proved before it is used again.
/// </summary>
internal static class ArchiveProof
{
    /// <summary>Whether every file is the one that its wheel's RECORD lists. That RECORD itself is in no environment.</summary>
    public static bool IsIntact(CachedArchive archive)
    {
        ArchiveManifest manifest = archive.Manifest;
        string own = $"{manifest.DistInfo}/RECORD";
        try
        {
            if (archive.TryReadRecord() is not { } record)
                return false;
            using var hashes = new RecordHashes();
            Dictionary<string, RecordEntry> rows = record.ByPath();
            List<RecordEntry> installed = [new RecordEntry(own), .. InstalledRecord.OwnRows(manifest.DistInfo)];
            foreach (ManifestFile file in manifest.Files)
            {
                string path = manifest.NameAt(file.Source)[ManifestBuilder.Tree.Length..];
                RecordEntry row = rows.GetValueOrDefault(path, new RecordEntry(path));
                using SafeFileHandle content = RegularFile.Open(archive.PathOf(file), options: FileOptions.SequentialScan);
                if (!hashes.HasDigest(row, content) || LacksRights(archive, file))
                    return false;
                installed.Add(row);
            }
            return IsReady(archive, ReadyFile.InstallerIndex, ReadyFile.InstallerText)
                && IsReady(archive, ReadyFile.RequestedIndex, [])
                && (!manifest.IsSelfContained || IsReady(archive, ReadyFile.RecordIndex, InstalledRecord.ToBytes(installed)));
        }
        // Missing, or a folder in a file's place.
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Gives the files of an archive the times back that its manifest has, if they hold what they held: a copy of a cache may have other
    /// times.
    /// </summary>
    /// <returns>False if the archive has to be made anew.</returns>
    public static bool TryRestamp(CachedArchive archive)
    {
        if (!IsIntact(archive))
            return false;
        try
        {
            foreach (ManifestFile file in archive.Manifest.Files.Concat(archive.Manifest.Ready))
            {
                string path = archive.PathOf(file);
                if (File.GetLastWriteTimeUtc(path).Ticks != file.Modified)
                    File.SetLastWriteTimeUtc(path, new DateTime(file.Modified, DateTimeKind.Utc));
            }
            return true;
        }
        // A cache that others maintain.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Its times may differ from those of the manifest.
    private static bool LacksRights(CachedArchive archive, ManifestFile file) =>
        FileStamp.OfEntry(archive.PathOf(file)) is not { } stamp
        || !archive.IsAsUnpacked(file, stamp with { Size = file.Size, Modified = file.Modified });

    private static bool IsReady(CachedArchive archive, int index, ReadOnlySpan<byte> content) =>
        !LacksRights(archive, archive.Manifest.Ready[index])
        && content.SequenceEqual(RegularFile.ReadAllBytes(archive.PathOf(archive.Manifest.Ready[index])));
}

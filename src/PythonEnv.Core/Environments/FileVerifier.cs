using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Distributions;
using PythonEnv.Files;

namespace PythonEnv.Environments;

/// <summary>What a distribution's files look like against its RECORD.</summary>
/// <param name="Missing">Recorded and not there; paths as in RECORD.</param>
/// <param name="Edited">There with another size or hash.</param>
/// <param name="Unreadable">Why RECORD itself can't be trusted, or null.</param>
public sealed record DistributionFiles(
    InstalledDistribution Distribution, ImmutableArray<string> Missing, ImmutableArray<string> Edited, string? Unreadable)
{
    public bool IsIntact => Missing.IsEmpty && Edited.IsEmpty && Unreadable is null;
}

/// <summary>The outcome of a full verification.</summary>
/// <param name="Damaged">Distributions that are not as their RECORD says, by name.</param>
/// <param name="Unowned">Absolute paths in site-packages and the scripts folder that no RECORD lists, in order.</param>
/// <param name="FilesChecked">How many files were hashed.</param>
public sealed record FileVerification(ImmutableArray<DistributionFiles> Damaged, ImmutableArray<string> Unowned, int FilesChecked);

/// <summary>
/// Holds every installed file against its distribution's RECORD (recording specification): presence, size and hash, and what no
/// RECORD lists. Bytecode in <c>__pycache__</c> is the interpreter's to write and is passed over.
/// </summary>
public sealed class FileVerifier(EnvironmentLayout layout)
{
    private const int BufferSize = 128 * 1024;

    private static readonly StringComparer PathComparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <param name="recordDigests">The SHA-256 that a receipt holds of a RECORD, by metadata folder name; null where it holds none.</param>
    public FileVerification Verify(
        IReadOnlyList<InstalledDistribution> distributions, Func<string, string?> recordDigests, CancellationToken cancellation)
    {
        var owned = new HashSet<string>(PathComparer);
        var work = new List<(int Distribution, RecordEntry Entry, string Path)>();
        var unreadable = new string?[distributions.Count];
        for (int i = 0; i < distributions.Count; i++)
            unreadable[i] = Collect(distributions[i], i, recordDigests, owned, work);

        var bad = new ConcurrentBag<(int Distribution, string Path, bool Missing)>();
        var options = new ParallelOptions { CancellationToken = cancellation };
        Parallel.ForEach(Partitioner.Create(work, EnumerablePartitionerOptions.NoBuffering), options, item =>
        {
            if (!File.Exists(item.Path))
                bad.Add((item.Distribution, item.Entry.Path, true));
            else if (!IsRecorded(item.Entry, item.Path))
                bad.Add((item.Distribution, item.Entry.Path, false));
        });

        var damaged = ImmutableArray.CreateBuilder<DistributionFiles>();
        ILookup<int, (int Distribution, string Path, bool Missing)> byDistribution = bad.ToLookup(item => item.Distribution);
        for (int i = 0; i < distributions.Count; i++)
        {
            var files = new DistributionFiles(
                distributions[i],
                [.. byDistribution[i].Where(item => item.Missing).Select(item => item.Path).Order(StringComparer.Ordinal)],
                [.. byDistribution[i].Where(item => !item.Missing).Select(item => item.Path).Order(StringComparer.Ordinal)],
                unreadable[i]);
            if (!files.IsIntact)
                damaged.Add(files);
        }
        return new FileVerification(damaged.ToImmutable(), FindUnowned(owned, cancellation), work.Count);
    }

    private string? Collect(
        InstalledDistribution distribution, int index, Func<string, string?> recordDigests, HashSet<string> owned,
        List<(int, RecordEntry, string)> work)
    {
        string recordPath = Path.Combine(distribution.MetadataDirectory, "RECORD");
        if (!distribution.HasRecord || !File.Exists(recordPath))
            return "it has no RECORD";
        byte[] bytes = File.ReadAllBytes(recordPath);
        RecordFile record = RecordFile.Parse(bytes);
        foreach (RecordEntry entry in record.Entries)
        {
            string path = Path.GetFullPath(entry.Path, layout.SitePackages);
            owned.Add(path);
            work.Add((index, entry, path));
        }
        if (!record.Problems.IsEmpty)
            return $"its RECORD can't be read: {record.Problems[0].Message}";
        return recordDigests(Path.GetFileName(distribution.MetadataDirectory)) is { } expected && expected != Digest.OfBytes(bytes)
            ? "its RECORD was edited"
            : null;
    }

    private static bool IsRecorded(RecordEntry entry, string path)
    {
        if (entry.Algorithm is null || entry.Path.EndsWith(".pyc", StringComparison.Ordinal))
            return true;
        if (!entry.HasKnownAlgorithm || entry.HasWeakHash)
            return false;
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (entry.Size is { } size && RandomAccess.GetLength(file) != size)
            return false;
        using var hash = IncrementalHash.CreateHash(entry.AlgorithmName());
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        long offset = 0;
        for (int read; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
            hash.AppendData(buffer, 0, read);
        ArrayPool<byte>.Shared.Return(buffer);
        return entry.DigestEquals(hash.GetHashAndReset());
    }

    private ImmutableArray<string> FindUnowned(HashSet<string> owned, CancellationToken cancellation)
    {
        var unowned = new List<string>();
        foreach (string folder in (ReadOnlySpan<string>)[layout.SitePackages, layout.ScriptsDirectory])
        {
            if (!Directory.Exists(folder))
                continue;
            foreach (string path in FilesBelow(folder))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!owned.Contains(path) && !EnvironmentCreator.IsSkeleton(layout, path))
                    unowned.Add(path);
            }
        }
        unowned.Sort(StringComparer.Ordinal);
        return [.. unowned];
    }

    /// <summary>Every file below a folder, links as they are, without what is in <c>__pycache__</c>.</summary>
    private static FileSystemEnumerable<string> FilesBelow(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        return new FileSystemEnumerable<string>(folder, static (ref entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory || IsLink(ref entry),
            ShouldRecursePredicate = static (ref entry) => !IsLink(ref entry) && entry.FileName is not "__pycache__",
        };
    }

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;
}

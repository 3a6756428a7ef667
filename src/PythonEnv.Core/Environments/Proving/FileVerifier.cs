using System.Collections.Immutable;
using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Environments.Proving;

/// <summary>What a distribution's files look like against its RECORD.</summary>
/// <param name="Missing">Recorded and not there; paths as in RECORD.</param>
/// <param name="Edited">There with another size or hash, or not readable.</param>
/// <param name="Barred">There, and its owner may no longer read or execute it.</param>
/// <param name="Unreadable">Why RECORD itself can't be trusted, or null.</param>
internal sealed record DistributionFiles(
    InstalledDistribution Distribution, ImmutableArray<string> Missing, ImmutableArray<string> Edited, ImmutableArray<string> Barred,
    string? Unreadable)
{
    public bool IsIntact => Missing.IsEmpty && Edited.IsEmpty && Barred.IsEmpty && Unreadable is null;
}

/// <summary>The outcome of a full verification.</summary>
/// <param name="Damaged">Distributions that are not as their RECORD says, by name.</param>
/// <param name="Unowned">Absolute paths in site-packages and the scripts folder that no RECORD lists, in order.</param>
internal sealed record FileVerification(ImmutableArray<DistributionFiles> Damaged, ImmutableArray<string> Unowned);

/// <summary>
/// Holds every installed file against its distribution's RECORD (recording specification): presence, size and hash, and what no
/// RECORD lists. Bytecode in <c>__pycache__</c> is the interpreter's to write and is passed over; what else lies there is looked for only
/// where everything is.
/// </summary>
internal sealed class FileVerifier(EnvironmentLayout layout)
{
    // Small enough that the last one to finish is not waited for, large enough that sharing work costs nothing.
    private const int FilesAtOnce = 64;

    private const string ByteCode = "__pycache__";

    private static readonly StringComparer PathComparer = HostPaths.Native.Comparer;

    private enum FileState : byte
    {
        Intact,
        Missing,
        Edited,
        Barred,
    }

    /// <summary>Is told of a whole verification how many files were held against their RECORDs, and of how many; from any thread.</summary>
    public Action<int, int> OnVerified { get; init; } = static (_, _) => { };

    /// <summary>Absolute paths of files that their owner may no longer read or execute.</summary>
    public IReadOnlyCollection<string> Barred { get; init; } = [];

    /// <param name="changed">Look at the contents of the files, and for strangers in the folders, that it found; null: everywhere.</param>
    /// <param name="recordDigests">The SHA-256 that a receipt holds of a RECORD, by metadata folder name; null where it holds none.</param>
    public FileVerification Verify(
        IReadOnlyList<InstalledDistribution> distributions, Func<string, string?> recordDigests, FileProof? changed,
        CancellationToken cancellation)
    {
        var work = new List<RecordedFile>();
        var unreadable = new string?[distributions.Count];
        for (int i = 0; i < distributions.Count; i++)
            unreadable[i] = Collect(distributions[i], i, recordDigests, work);

        FileState[] states = Examine(work, changed?.Files.ToHashSet(PathComparer), cancellation);
        ILookup<int, int> notIntact = Enumerable.Range(0, work.Count)
            .Where(i => states[i] != FileState.Intact)
            .ToLookup(i => work[i].Distribution);
        var damaged = ImmutableArray.CreateBuilder<DistributionFiles>();
        for (int i = 0; i < distributions.Count; i++)
        {
            var files = new DistributionFiles(
                distributions[i], Paths(notIntact[i], FileState.Missing), Paths(notIntact[i], FileState.Edited),
                Paths(notIntact[i], FileState.Barred), unreadable[i]);
            if (!files.IsIntact)
                damaged.Add(files);
        }
        return new FileVerification(damaged.ToImmutable(), FindUnowned(work, changed?.Folders, cancellation));

        ImmutableArray<string> Paths(IEnumerable<int> indices, FileState state) =>
            [.. indices.Where(i => states[i] == state)
                .Select(i => work[i].Entry.Path)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)];
    }

    /// <summary>Only what no RECORD lists; looks into no file.</summary>
    /// <returns>As <see cref="FileVerification.Unowned"/>.</returns>
    public ImmutableArray<string> FindUnowned(IReadOnlyList<InstalledDistribution> distributions, CancellationToken cancellation)
    {
        var work = new List<RecordedFile>();
        for (int i = 0; i < distributions.Count; i++)
            Collect(distributions[i], i, static _ => null, work);
        return FindUnowned(work, folders: null, cancellation);
    }

    private string? Collect(
        InstalledDistribution distribution, int index, Func<string, string?> recordDigests, List<RecordedFile> work)
    {
        string recordPath = Path.Combine(distribution.MetadataDirectory, "RECORD");
        if (!distribution.HasRecord || RegularFile.ReadIfThere(recordPath) is not { } bytes)
            return "it has no RECORD";
        RecordFile record = RecordFile.Parse(bytes);
        foreach (RecordEntry entry in record.Entries)
        {
            if (entry.Path.Contains('\0', StringComparison.Ordinal))
                return "its RECORD can't be read: a path in it has a NUL";
            if (layout.TryResolve(entry.Path) is { } path)
                work.Add(new RecordedFile(index, entry, path));
        }
        if (!record.Problems.IsEmpty)
            return $"its RECORD can't be read: {record.Problems[0].Message}";
        return recordDigests(distribution.MetadataName) is { } expected && expected != Digest.OfBytes(bytes)
            ? "its RECORD was edited"
            : null;
    }

    private FileState[] Examine(List<RecordedFile> work, HashSet<string>? changed, CancellationToken cancellation)
    {
        var states = new FileState[work.Count];
        var barred = Barred.ToHashSet(PathComparer);
        int verified = 0;
        int portions = (work.Count + FilesAtOnce - 1) / FilesAtOnce;
        ParallelWork.For(
            portions,
            portion =>
            {
                using var examiner = new Examiner(layout.Root);
                int end = Math.Min((portion + 1) * FilesAtOnce, work.Count);
                for (int i = portion * FilesAtOnce; i < end; i++)
                {
                    if (changed is null || changed.Contains(work[i].Path))
                        states[i] = barred.Contains(work[i].Path) ? FileState.Barred : examiner.StateOf(work[i].Entry, work[i].Path);
                }
                if (changed is null)
                    OnVerified(Interlocked.Add(ref verified, end - (portion * FilesAtOnce)), work.Count);
            },
            cancellation);
        return states;
    }

    private ImmutableArray<string> FindUnowned(List<RecordedFile> work, IEnumerable<string>? folders, CancellationToken cancellation)
    {
        var owned = new HashSet<string>(work.Count, PathComparer);
        foreach (RecordedFile file in work)
            owned.Add(file.Path);
        var unowned = new HashSet<string>(PathComparer);
        foreach (string folder in folders ?? [layout.SitePackages, layout.ScriptsDirectory])
        {
            if (!Directory.Exists(folder))
                continue;
            // What a link leads to is somebody else's.
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                unowned.Add(folder);
                continue;
            }
            foreach (string path in FilesBelow(folder, intoCaches: folders is null))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!owned.Contains(path) && !OwnFiles.IsSkeleton(layout, path))
                    unowned.Add(path);
            }
        }
        return [.. unowned.Order(StringComparer.Ordinal)];
    }

    /// <summary>Every file below a folder, links as they are, without the bytecode in <c>__pycache__</c>.</summary>
    private static FileSystemEnumerable<string> FilesBelow(string folder, bool intoCaches)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        return new FileSystemEnumerable<string>(folder, static (ref entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = static (ref entry) => (!entry.IsDirectory || IsLink(ref entry)) && !IsByteCode(ref entry),
            ShouldRecursePredicate = (ref entry) => !IsLink(ref entry) && (intoCaches || entry.FileName is not ByteCode),
        };
    }

    // Python writes under a longer name until it is whole. Numba keeps what it has compiled there as well.
    private static bool IsByteCode(ref FileSystemEntry entry) => Path.GetFileName(entry.Directory) is ByteCode
        && !IsLink(ref entry)
        && (entry.FileName.Contains(".pyc", StringComparison.Ordinal)
            || Path.GetExtension(entry.FileName) is ".nbi" or ".nbc");

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;

    private readonly record struct RecordedFile(int Distribution, RecordEntry Entry, string Path);

    /// <summary>What one worker finds, and remembers of the folders.</summary>
    private sealed class Examiner(string root) : IDisposable
    {
        private readonly Dictionary<string, bool> _links = new(StringComparer.Ordinal);
        private readonly RecordHashes _hashes = new();

        public FileState StateOf(RecordEntry entry, string path)
        {
            // What a link leads to is not the environment's, whatever it holds.
            if (IsBehindLink(Path.GetDirectoryName(path)!))
                return Directory.Exists(path) || File.Exists(path) ? FileState.Edited : FileState.Missing;
            // Whether bytecode fits is for the interpreter to see; RECORD and the like have no hash to be held against.
            if (entry.Algorithm is null || RecordEntry.IsByteCode(entry.Path))
                return !RegularFile.Exists(path) ? FileState.Missing
                    : new FileInfo(path).LinkTarget is null ? FileState.Intact
                    : FileState.Edited;
            if (!entry.HasKnownAlgorithm || entry.HasWeakHash)
                return FileState.Edited;
            try
            {
                using SafeFileHandle file = RegularFile.OpenEntry(path);
                bool isSame = (entry.Size is not { } size || RandomAccess.GetLength(file) == size) && _hashes.HasDigest(entry, file);
                return isSame ? FileState.Intact : FileState.Edited;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return FileState.Missing;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return FileState.Edited;
            }
        }

        private bool IsBehindLink(string folder)
        {
            if (folder.Length <= root.Length)
                return false;
            if (!_links.TryGetValue(folder, out bool isLink))
                _links[folder] = isLink = new DirectoryInfo(folder).LinkTarget is not null || IsBehindLink(Path.GetDirectoryName(folder)!);
            return isLink;
        }

        public void Dispose() => _hashes.Dispose();
    }
}

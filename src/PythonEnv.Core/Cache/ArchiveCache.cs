using System.Buffers;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Cache;

/// <summary>
/// Unpacked wheels, by the sha256 of the wheel, shared by all builds of the user:
/// <code>
/// CACHEDIR.TAG, .gitignore
/// archives-v2/AB/ABCD…/tree/       the wheel's files
/// archives-v2/AB/ABCD…/ready/      what installing adds to them
/// archives-v2/AB/ABCD…/metadata    the headers of its METADATA, for plans
/// archives-v2/AB/ABCD…/manifest    what is linked where; written last
/// tmp/GUID/                        being unpacked, or being removed
/// </code>
/// An archive appears by one rename of its finished folder and disappears the same way. So concurrent builds and a kill at any moment leave
/// either a whole archive or none. Who loses a race drops its copy.
/// </summary>
/// <remarks>
/// Installed files are hard links to those of the cache, so editing an installed file in place edits the cache. The files are not made
/// read-only against that: permissions belong to the inode, the installed files would be read-only too, and pip's are not. Instead the
/// manifest holds size and modification time of every file; the change time moves with every link. They are compared whenever a file is
/// linked: an edited archive is dropped and unpacked again, and never reaches a second environment.
/// </remarks>
internal sealed class ArchiveCache : ICachedMetadata
{
    private const string ManifestName = "manifest";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly TimeSpan UseGranularity = TimeSpan.FromHours(12);
    private readonly UserCache _layout;
    private readonly string _archives;
    private readonly EntryNameRules _names;
    private readonly ArchiveLimits _limits;

    /// <param name="root">The folder of the cache; created when the first archive is unpacked.</param>
    /// <param name="names">The file system the archives are for; this machine's if null.</param>
    /// <param name="limits">What is taken for a bomb.</param>
    public ArchiveCache(string root, EntryNameRules? names = null, ArchiveLimits? limits = null)
    {
        Root = Path.GetFullPath(root);
        _layout = new UserCache(Root);
        _archives = _layout.Archives;
        _names = names ?? EntryNameRules.Native;
        _limits = limits ?? ArchiveLimits.Default;
    }

    public string Root { get; }

    /// <summary>The archive of a wheel, or null; one whose manifest is damaged is dropped.</summary>
    public CachedArchive? Find(string sha256) => Read(sha256, static (folder, sha256) =>
        new CachedArchive(folder, sha256, ArchiveManifest.Read(RegularFile.ReadOwn(Path.Combine(folder, ManifestName)))));

    /// <inheritdoc/>
    public CachedMetadata? FindMetadata(string sha256) =>
        Read(sha256, static (folder, _) => new CachedMetadata(StoredMetadata.Read(folder)));

    private T? Read<T>(string sha256, Func<string, string, T> read)
        where T : class
    {
        string folder = FolderOf(sha256);
        try
        {
            T found = read(folder, sha256);
            MarkUsed(Path.Combine(folder, ManifestName));
            return found;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        // A folder in a file's place can't be opened.
        catch (Exception damaged) when (damaged
            is InvalidDataException or EndOfStreamException or ArgumentException or FormatException or UnauthorizedAccessException)
        {
            Drop(sha256);
            return null;
        }
    }

    /// <summary>The archive of a wheel, unpacked and proven file by file unless it is there already.</summary>
    /// <param name="wheel">Path of the wheel.</param>
    /// <param name="sha256">Its digest, verified by whoever fetched it.</param>
    /// <exception cref="PythonEnvException">PYENV4005: the wheel is malformed or hostile; nothing of it is left.</exception>
    public CachedArchive Unpack(string wheel, string sha256, CancellationToken cancellation) =>
        Find(sha256) ?? Unpack(wheel, sha256, Task.CompletedTask, cancellation);

    /// <summary>The same of a wheel that is proved meanwhile, on a thread of its own.</summary>
    /// <param name="sha256">The digest that it must have.</param>
    /// <param name="prove">Throws if it has another one: then nothing of it is left.</param>
    public CachedArchive Unpack(string wheel, string sha256, Action<CancellationToken> prove, CancellationToken cancellation)
    {
        if (Find(sha256) is { } present)
            return present;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task proof = Task.Factory.StartNew(Prove, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return Unpack(wheel, sha256, proof, stop.Token);
        }
        // What a file is that is not the wanted one is beside the point.
        catch (Exception e) when (e is PythonEnvException or OperationCanceledException)
        {
            proof.GetAwaiter().GetResult();
            throw;
        }
        finally
        {
            ((IAsyncResult)proof).AsyncWaitHandle.WaitOne();
        }

        void Prove()
        {
            try
            {
                prove(cancellation);
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }

    private CachedArchive Unpack(string wheel, string sha256, Task proof, CancellationToken cancellation)
    {
        using WheelArchive archive = WheelArchive.Open(wheel, _names, _limits);
        string temporary = NewTemporaryFolder();
        try
        {
            ArchiveManifest manifest = WheelUnpacker.Unpack(archive, temporary, cancellation);
            proof.GetAwaiter().GetResult();
            AtomicFile.WriteAllBytes(Path.Combine(temporary, ManifestName), manifest.ToBytes());
            return Publish(temporary, sha256) ?? throw new IOException($"`{FolderOf(sha256)}` can't be created");
        }
        finally
        {
            if (Directory.Exists(temporary))
                FileChange.DeleteFolder(temporary);
        }
    }

    /// <summary>Removes an archive: it is found to be edited, or no longer wanted.</summary>
    public void Drop(string sha256) => MoveAwayAndDelete(FolderOf(sha256));

    /// <summary>Takes a folder of the cache away by one rename, then deletes it.</summary>
    internal void MoveAwayAndDelete(string folder)
    {
        string away = NewTemporaryFolder();
        try
        {
            FileChange.MoveFolder(folder, Path.Combine(away, "dropped"));
        }
        catch (DirectoryNotFoundException)
        {
            // Another build was faster.
        }
        FileChange.DeleteFolder(away);
    }

    /// <summary>Removes the archives that no build has used for a while, and what killed builds left behind.</summary>
    /// <param name="unusedFor">Zero removes everything but what is being written.</param>
    public PruneResult Prune(TimeSpan unusedFor)
    {
        int archives = 0;
        long bytes = 0;
        DateTime limit = DateTime.UtcNow - unusedFor;
        if (CachePruner.IsOwn(_archives))
        {
            foreach (string folder in Directory.EnumerateDirectories(_archives)
                .Where(CachePruner.IsOwn)
                .SelectMany(Directory.EnumerateDirectories)
                .ToList())
            {
                if (unusedFor > TimeSpan.Zero && File.GetLastWriteTimeUtc(Path.Combine(folder, ManifestName)) > limit)
                    continue;
                bytes += SizeOf(folder);
                MoveAwayAndDelete(folder);
                archives++;
            }
        }
        foreach (DirectoryInfo folder in Built().Where(folder => folder.LastWriteTimeUtc <= limit))
        {
            bytes += SizeOf(folder.FullName);
            MoveAwayAndDelete(folder.FullName);
        }
        RemoveLeftovers(CachePruner.AgeOfLeftovers(unusedFor));
        return new PruneResult(archives, bytes);
    }

    private DirectoryInfo[] Built()
    {
        string folder = _layout.Built;
        return CachePruner.IsOwn(folder) ? new DirectoryInfo(folder).GetDirectories() : [];
    }

    private static long SizeOf(string folder)
    {
        try
        {
            return FileTree.FilesBelow(folder).Select(path => new FileInfo(path)).Where(file => file.LinkTarget is null)
                .Sum(file => file.Length);
        }
        // A build has dropped it, or another pruning has.
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private CachedArchive? Publish(string temporary, string sha256)
    {
        string folder = FolderOf(sha256);
        FileChange.MakeFolderOf(folder);
        try
        {
            FileChange.MoveFolder(temporary, folder);
        }
        catch (IOException) when (Path.Exists(folder))
        {
            // Another build has unpacked the same wheel meanwhile; or what lies there has lost its manifest, or is no folder.
            if (Find(sha256) is { } theirs)
                return theirs;
            MoveAwayAndDelete(folder);
            FileChange.MoveFolder(temporary, folder);
        }
        return Find(sha256);
    }

    private string FolderOf(string sha256)
    {
        if (sha256.Length != 64 || sha256.AsSpan().ContainsAnyExcept(HexDigits))
            throw new ArgumentException($"`{sha256}` is not a sha256 in lower-case hexadecimal digits", nameof(sha256));
        return UserCache.FileOf(_archives, sha256);
    }

    /// <summary>A fresh folder on the cache's own file system, for its caller to rename or to delete.</summary>
    internal string NewTemporaryFolder()
    {
        Directory.CreateDirectory(_layout.Temporary);
        CacheMark.Put(Root);
        return Directory.CreateDirectory(_layout.NewTemporary()).FullName;
    }

    private void RemoveLeftovers(TimeSpan age)
    {
        if (!CachePruner.IsOwn(_layout.Temporary))
            return;
        DateTime limit = DateTime.UtcNow - age;
        foreach (DirectoryInfo folder in new DirectoryInfo(_layout.Temporary).GetDirectories()
            .Where(folder => folder.LastWriteTimeUtc <= limit))
        {
            try
            {
                folder.Delete(recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Another pruning was faster.
            }
        }
    }

    /// <summary>Pruning goes by the manifest's time; writing it at every use would be one more write to every archive.</summary>
    private static void MarkUsed(string manifest)
    {
        DateTime now = DateTime.UtcNow;
        if (now - File.GetLastWriteTimeUtc(manifest) < UseGranularity)
            return;
        try
        {
            File.SetLastWriteTimeUtc(manifest, now);
        }
        catch (Exception readOnly) when (readOnly is UnauthorizedAccessException or IOException)
        {
            // A cache that others maintain can be used all the same.
        }
    }
}

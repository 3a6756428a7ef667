using System.Text;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Environments.Proving;

/// <summary>
/// Every installed file of an environment with the stamp that it had when it was placed; every folder with the time at which its entries
/// last changed. It lies beside the receipt, which holds its digest; <see cref="FileProof"/> holds the environment against it.
/// </summary>
/// <remarks>
/// <code>
/// list   = folders:4 *(offset:4) *folder                  ; by path, in the order of its bytes
/// folder = modified:8 files:4 path NUL *file
/// file   = size:8 modified:8 identity:8 name NUL
/// </code>
/// Little endian. Paths are UTF-8, relative to the environment, with <c>/</c>. A time of 0 is not compared: of a file only its presence
/// counts, of a folder what else lies in it does not.
/// </remarks>
internal sealed class FileList
{
    /// <summary>The name of the file in the environment's folder.</summary>
    public const string FileName = OwnFiles.FileList;

    // Those of which something was said.
    private readonly Dictionary<string, ListedFolder> _folders = new(StringComparer.Ordinal);

    private readonly EnvironmentLayout _layout;

    // The list before the change, which has all others.
    private byte[] _before = [];

    private ListedFolder? _last;

    private FileList(EnvironmentLayout layout) => _layout = layout;

    public static string PathIn(string location) => Path.Combine(location, FileName);

    /// <summary>The bytes of an environment's list; null if it is gone or not the one with this digest.</summary>
    public static byte[]? Load(string location, string sha256)
    {
        string path = PathIn(location);
        byte[] list = RegularFile.ReadIfThere(path) ?? [];
        return Digest.OfBytes(list) == sha256 ? list : null;
    }

    /// <summary>Lists an environment as it stands after a change.</summary>
    /// <param name="before">Its list before the change; null if it had none.</param>
    /// <param name="gone">Absolute paths of files that the change took away.</param>
    /// <param name="fresh">The names of metadata folders whose files were placed just now: their stamps are taken now.</param>
    public static FileList Of(EnvironmentLayout layout, ProvedList? before, IEnumerable<string> gone, IReadOnlySet<string> fresh)
    {
        var list = new FileList(layout);
        // Where more lies than is listed, some of it may be what a RECORD names and was not there before.
        if (before is { Proof.Folders.Count: 0 })
            list.TakeOver(before, gone, fresh);
        else
            list.ReadRecords(before, fresh);
        list.AddOwn();
        list.TakeTimes();
        return list;
    }

    // What nobody touched needs no RECORD: it is what it was.
    private void TakeOver(ProvedList before, IEnumerable<string> gone, IReadOnlySet<string> fresh)
    {
        _before = before.Bytes;
        Add(before.Differing);
        Add(gone.Select(static path => ListedFile.At(path, stamp: null)));
        foreach (string metadata in InstalledDistribution.MetadataDirectories(_layout.SitePackages))
        {
            if (fresh.Contains(Path.GetFileName(metadata)))
                Add(ReadRecorded(_layout, metadata, null));
        }
        foreach (ListedFolder folder in _folders.Values.ToList())
            DropIfGone(folder);
        foreach (string moved in before.Proof.Moved)
            FolderAt(moved).Modified = 0;
    }

    // The last file takes its folder with it, and that the folder around it.
    private void DropIfGone(ListedFolder folder)
    {
        while (folder.Count == 0 && !Directory.Exists(folder.Path))
        {
            folder.IsGone = true;
            folder = FolderAt(Path.GetDirectoryName(folder.Path)!);
            folder.Modified = 0;
        }
    }

    private void ReadRecords(ProvedList? before, IReadOnlySet<string> fresh)
    {
        Dictionary<string, ListedFile> proved = before is null ? [] : Read(_layout.Root, before.Bytes);
        foreach (ListedFile file in before?.Differing ?? [])
            proved[file.Path] = file;
        // What was placed last counts for a file that several distributions share.
        string[] metadata = [.. InstalledDistribution.MetadataDirectories(_layout.SitePackages)];
        Array.Sort(metadata, (a, b) => fresh.Contains(Path.GetFileName(a)).CompareTo(fresh.Contains(Path.GetFileName(b))));
        var recorded = new List<ListedFile>[metadata.Length];
        ParallelWork.For(
            metadata.Length,
            i => recorded[i] = ReadRecorded(_layout, metadata[i], fresh.Contains(Path.GetFileName(metadata[i])) ? null : proved),
            CancellationToken.None);
        foreach (List<ListedFile> files in recorded)
            Add(files);
        // Below them there may be more folders than files tell.
        foreach (string folder in before?.Proof.Folders ?? [])
        {
            if (Directory.Exists(folder))
                AddFoldersBelow(folder);
        }
    }

    /// <summary>Lists what was placed in an environment that had nothing in it.</summary>
    public static FileList OfPlaced(EnvironmentLayout layout, IEnumerable<IReadOnlyList<ListedFile>> placed)
    {
        var list = new FileList(layout);
        foreach (IReadOnlyList<ListedFile> files in placed)
            list.Add(files);
        list.AddOwn();
        list.TakeTimes();
        return list;
    }

    private static List<ListedFile> ReadRecorded(EnvironmentLayout layout, string metadata, Dictionary<string, ListedFile>? proved)
    {
        var files = new List<ListedFile>();
        foreach (RecordEntry entry in InstalledDistribution.ReadRecord(metadata)?.Entries ?? [])
        {
            if (layout.TryResolve(entry.Path) is not { } path)
                continue;
            if (proved is not null && proved.TryGetValue(path, out ListedFile? known) && known.Stamp is not null)
                files.Add(known);
            // Byte-code is the interpreter's to write anew.
            else if (FileStamp.OfEntry(path) is { } stamp)
                files.Add(ListedFile.At(path, RecordEntry.IsByteCode(entry.Path) ? default : stamp));
        }
        return files;
    }

    private void Add(IEnumerable<ListedFile> files)
    {
        foreach (ListedFile file in files)
        {
            // Files come folder by folder, mostly.
            if (_last?.Path != file.Folder)
                _last = FolderAt(file.Folder);
            _last.Say(file);
        }
    }

    // They are in no RECORD. A link has no stamp where .NET alone is asked.
    private void AddOwn()
    {
        foreach (string file in OwnFiles.Present(_layout))
        {
            if (FileStamp.OfEntry(file) is { } stamp)
                Add([ListedFile.At(file, stamp)]);
        }
    }

    private void AddFoldersBelow(string folder)
    {
        FolderAt(folder);
        foreach (DirectoryInfo below in new DirectoryInfo(folder).EnumerateDirectories())
        {
            if (below.Name != "__pycache__" && (below.Attributes & FileAttributes.ReparsePoint) == 0)
                AddFoldersBelow(below.FullName);
        }
    }

    private ListedFolder FolderAt(string path)
    {
        if (_folders.TryGetValue(path, out ListedFolder? folder))
            return folder;
        // Where files came or went, their folder may have come or gone.
        if (path.Length > _layout.Root.Length && Path.GetDirectoryName(path) is { } parent && parent.Length > _layout.Root.Length)
            FolderAt(parent).Modified = 0;
        byte[] relative = RelativePath(path);
        int index = new FileListReader(_before).IndexOf(relative);
        return _folders[path] = index < 0 ? new ListedFolder(path, relative) : new ListedFolder(path, relative, _before, index);
    }

    private byte[] RelativePath(string path) => path.Length == _layout.Root.Length
        ? []
        : Encoding.UTF8.GetBytes(path[(_layout.Root.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/'));

    // In site-packages and among the scripts nothing lies but what is listed, and byte-code; elsewhere in the environment anything may.
    // Where nothing was changed the time is the one that was proved.
    private void TakeTimes()
    {
        ListedFolder[] whole = [.. _folders.Values.Where(folder => folder is { Modified: 0, IsByteCode: false, IsGone: false } && (
            folder.Path == _layout.ScriptsDirectory || folder.Path.StartsWith(_layout.SitePackages, StringComparison.Ordinal)))];
        ParallelWork.For(whole.Length, i => whole[i].Modified = Directory.GetLastWriteTimeUtc(whole[i].Path).Ticks, CancellationToken.None);
    }

    /// <summary>All files by absolute path; empty if the bytes are no list.</summary>
    public static Dictionary<string, ListedFile> Read(string root, byte[] list)
    {
        var files = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (ListedFolder folder in FoldersOf(root, list))
        {
            foreach (ListedFile file in folder.Files)
                files[file.Path] = file;
        }
        return files;
    }

    private static IEnumerable<ListedFolder> FoldersOf(string root, byte[] list)
    {
        int count = new FileListReader(list).FolderCount;
        for (int i = 0; i < count; i++)
        {
            byte[] path = new FileListReader(list).FolderAt(i).Path.ToArray();
            yield return new ListedFolder(AbsolutePath(root, path), path, list, i);
        }
    }

    private static string AbsolutePath(string root, ReadOnlySpan<byte> folder) => folder.IsEmpty
        ? root
        : Path.Combine(root, Encoding.UTF8.GetString(folder).Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Writes the list beside the receipt.</summary>
    /// <param name="location">The environment's folder, wherever it stands for now.</param>
    /// <returns>The digest of the file.</returns>
    public string WriteTo(string location)
    {
        ListedFolder[] folders = [.. _folders.Values];
        Array.Sort(folders, static (a, b) => a.RelativePath.AsSpan().SequenceCompareTo(b.RelativePath));
        var before = new FileListReader(_before);
        int[] places = new int[folders.Length];
        int count = before.FolderCount;
        for (int i = 0; i < folders.Length; i++)
        {
            places[i] = before.IndexOf(folders[i].RelativePath);
            count += (folders[i].IsGone ? 0 : 1) - (places[i] < 0 ? 0 : 1);
        }
        var writer = new FileListWriter(count, (2 * folders.Length) + 1);
        int next = 0;
        for (int i = 0; i < folders.Length; i++)
        {
            int place = places[i] < 0 ? ~places[i] : places[i];
            writer.AddEarlier(_before, next, place);
            next = places[i] < 0 ? place : place + 1;
            if (!folders[i].IsGone)
                writer.Add(folders[i].ToBytes());
        }
        writer.AddEarlier(_before, next, before.FolderCount);
        return writer.WriteTo(PathIn(location));
    }
}

using System.Buffers.Binary;
using System.Text;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Environments;

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
    public const string FileName = "pythonenv.files";

    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);

    private readonly EnvironmentLayout _layout;

    // In bytes.
    private int _likelySize;

    private Folder? _last;

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
        _likelySize = before.Bytes.Length;
        foreach (Folder folder in FoldersOf(_layout.Root, before.Bytes))
            _folders[folder.Path] = folder;
        Add(before.Differing);
        Add(gone.Select(static path => ListedFile.At(path, stamp: null)));
        foreach (string metadata in InstalledDistribution.MetadataDirectories(_layout.SitePackages))
        {
            if (fresh.Contains(Path.GetFileName(metadata)))
                Add(ReadRecorded(_layout, metadata, null));
        }
        foreach (Folder left in _folders.Values.Where(folder => folder.Count == 0 && !Directory.Exists(folder.Path)).ToList())
        {
            _folders.Remove(left.Path);
            Touch(Path.GetDirectoryName(left.Path)!);
        }
        foreach (string moved in before.Proof.Moved)
            Touch(moved);
    }

    private void Touch(string path)
    {
        if (_folders.TryGetValue(path, out Folder? folder))
            folder.Modified = 0;
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

    private Folder FolderAt(string path)
    {
        if (_folders.TryGetValue(path, out Folder? folder))
            return folder;
        if (path.Length > _layout.Root.Length && Path.GetDirectoryName(path) is { } parent && parent.Length > _layout.Root.Length)
            FolderAt(parent).Modified = 0;
        return _folders[path] = new Folder(path, RelativePath(path));
    }

    private byte[] RelativePath(string path) => path.Length == _layout.Root.Length
        ? []
        : Encoding.UTF8.GetBytes(path[(_layout.Root.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/'));

    // In site-packages and among the scripts nothing lies but what is listed, and byte-code; elsewhere in the environment anything may.
    // Where nothing was changed the time is the one that was proved.
    private void TakeTimes()
    {
        Folder[] whole = [.. _folders.Values.Where(folder => folder.Modified == 0 && !folder.IsByteCode && (
            folder.Path == _layout.ScriptsDirectory || folder.Path.StartsWith(_layout.SitePackages, StringComparison.Ordinal)))];
        ParallelWork.For(whole.Length, i => whole[i].Modified = Directory.GetLastWriteTimeUtc(whole[i].Path).Ticks, CancellationToken.None);
    }

    /// <summary>All files by absolute path; empty if the bytes are no list.</summary>
    public static Dictionary<string, ListedFile> Read(string root, byte[] list)
    {
        var files = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (Folder folder in FoldersOf(root, list))
        {
            foreach (ListedFile file in folder.Files)
                files[file.Path] = file;
        }
        return files;
    }

    private static IEnumerable<Folder> FoldersOf(string root, byte[] list)
    {
        int count = new FileListReader(list).FolderCount;
        for (int i = 0; i < count; i++)
        {
            byte[] path = new FileListReader(list).FolderAt(i).Path.ToArray();
            yield return new Folder(AbsolutePath(root, path), path, list, i);
        }
    }

    private static string AbsolutePath(string root, ReadOnlySpan<byte> folder) => folder.IsEmpty
        ? root
        : Path.Combine(root, Encoding.UTF8.GetString(folder).Replace('/', Path.DirectorySeparatorChar));

    public byte[] ToBytes()
    {
        Folder[] folders = [.. _folders.Values];
        Array.Sort(folders, static (a, b) => a.RelativePath.AsSpan().SequenceCompareTo(b.RelativePath));
        using var stream = new MemoryStream(_likelySize);
        using var writer = new BinaryWriter(stream);
        writer.Write(folders.Length);
        writer.Write(new byte[folders.Length * sizeof(int)]);
        int[] offsets = new int[folders.Length];
        for (int i = 0; i < folders.Length; i++)
        {
            offsets[i] = (int)stream.Position;
            Write(writer, folders[i]);
        }
        writer.Flush();
        byte[] list = stream.ToArray();
        for (int i = 0; i < offsets.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(list.AsSpan((i + 1) * sizeof(int)), offsets[i]);
        return list;
    }

    private static void Write(BinaryWriter writer, Folder folder)
    {
        writer.Write(folder.Modified);
        writer.Write(folder.Count);
        WriteName(writer, folder.RelativePath);
        folder.WriteFiles(writer);
    }

    private static void WriteName(BinaryWriter writer, ReadOnlySpan<byte> name)
    {
        writer.Write(name);
        writer.Write((byte)0);
    }

    /// <summary>
    /// A folder and its files. Those of an earlier list are read only when something is said of one of them, and else written as they were.
    /// </summary>
    /// <param name="path">Absolute.</param>
    /// <param name="relativePath">UTF-8, relative to the environment, with <c>/</c>; empty for the environment itself.</param>
    /// <param name="earlier">The list that has the folder, null if none has.</param>
    /// <param name="index">Of the folder in it.</param>
    private sealed class Folder(string path, byte[] relativePath, byte[]? earlier = null, int index = 0)
    {
        private List<ListedFile>? _said = earlier is null ? [] : null;
        private ListedFile[]? _files;

        public string Path { get; } = path;

        public byte[] RelativePath { get; } = relativePath;

        /// <summary>Ticks; 0 for a folder in which more may lie than is listed, or whose time is still to be taken.</summary>
        public long Modified { get; set; } = earlier is null ? 0 : new FileListReader(earlier).FolderAt(index).Modified;

        /// <summary>Whether it is the interpreter's, to put there what it likes.</summary>
        public bool IsByteCode => RelativePath.AsSpan().EndsWith("__pycache__"u8);

        /// <summary>In the order of their names' bytes.</summary>
        public IReadOnlyList<ListedFile> Files => _files ??= Settle(_said ??= ReadEarlier());

        public int Count => _said is null ? new FileListReader(earlier).FolderAt(index).Count : Files.Count;

        /// <summary>What is said last of a name counts.</summary>
        public void Say(ListedFile file)
        {
            _said ??= ReadEarlier();
            _said.Add(file);
            _files = null;
            Modified = 0;
        }

        public void WriteFiles(BinaryWriter writer)
        {
            if (_said is null)
            {
                writer.Write(earlier.AsSpan(new FileListReader(earlier).RowsAt(index)));
                return;
            }
            foreach (ListedFile file in Files)
            {
                FileStamp stamp = file.Stamp!.Value;
                writer.Write(stamp.Size);
                writer.Write(stamp.Modified);
                writer.Write(stamp.Identity);
                WriteName(writer, file.Name);
            }
        }

        private List<ListedFile> ReadEarlier()
        {
            FileListFolder folder = new FileListReader(earlier).FolderAt(index);
            var files = new List<ListedFile>(folder.Count);
            while (folder.TryNext(out ReadOnlySpan<byte> name, out FileStamp stamp))
                files.Add(new ListedFile(Path, earlier.AsMemory(folder.NameOffset, name.Length), stamp));
            return files;
        }

        private static ListedFile[] Settle(List<ListedFile> said)
        {
            int[] order = new int[said.Count];
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
            Array.Sort(order, (a, b) => said[a].Name.SequenceCompareTo(said[b].Name) is var byName and not 0 ? byName : a - b);
            var files = new List<ListedFile>(order.Length);
            for (int i = 0; i < order.Length; i++)
            {
                ListedFile file = said[order[i]];
                bool isLast = i + 1 == order.Length || !said[order[i + 1]].Name.SequenceEqual(file.Name);
                if (isLast && file.Stamp is not null)
                    files.Add(file);
            }
            return [.. files];
        }
    }
}

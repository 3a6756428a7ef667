using System.Buffers.Binary;
using System.Text;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Environments;

/// <summary>
/// Every installed file of an environment with the stamp that it had when it was placed, and every folder with the time at which its entries
/// last changed. It lies beside the receipt, which holds its digest; <see cref="FileProof"/> holds the environment against it.
/// </summary>
/// <remarks>
/// <code>
/// list   = folders:4 *(offset:4) *folder                  ; by path, in the order of its bytes
/// folder = modified:8 files:4 path NUL *file
/// file   = size:8 modified:8 inode:8 name NUL
/// </code>
/// Little endian. Paths are UTF-8, relative to the environment, with <c>/</c>. A time of 0 is not compared: of a file only its presence
/// counts, of a folder what else lies in it does not.
/// </remarks>
internal sealed class FileList
{
    /// <summary>The name of the file in the environment's folder.</summary>
    public const string FileName = "pythonenv.files";

    private readonly SortedDictionary<byte[], Folder> _folders = new(Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b)));

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public static string PathIn(string location) => Path.Combine(location, FileName);

    /// <summary>The bytes of an environment's list; null if it is gone or not the one with this digest.</summary>
    public static byte[]? Load(string location, string sha256)
    {
        string path = PathIn(location);
        byte[] list = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return Digest.OfBytes(list) == sha256 ? list : null;
    }

    /// <summary>Lists what the RECORDs of an environment name.</summary>
    /// <param name="proved">Stamps that files had when they were last proved, by absolute path.</param>
    /// <param name="fresh">The names of metadata folders whose files were placed just now: their stamps are taken now.</param>
    /// <param name="folders">Absolute paths of folders below which there may be more folders than files tell.</param>
    public static FileList Of(
        EnvironmentLayout layout, IReadOnlyDictionary<string, FileStamp> proved, IReadOnlySet<string> fresh, IEnumerable<string> folders)
    {
        var list = new FileList();
        // What was placed last counts for a file that several distributions share.
        string[] metadata = [.. InstalledDistribution.MetadataDirectories(layout.SitePackages).OrderBy(path => fresh.Contains(Path.GetFileName(path)))];
        var recorded = new List<RecordedFile>[metadata.Length];
        ParallelWork.For(
            metadata.Length,
            i => recorded[i] = ReadRecorded(layout, metadata[i], fresh.Contains(Path.GetFileName(metadata[i])) ? null : proved),
            CancellationToken.None);
        foreach (RecordedFile file in recorded.SelectMany(static files => files))
        {
            list.AddFile(RelativePath(layout, file.Path), file.Stamp);
            list.AddParents(layout, Path.GetDirectoryName(file.Path)!);
        }
        foreach (string folder in folders.Where(Directory.Exists))
            list.AddFoldersBelow(layout, folder);
        return list;
    }

    private static List<RecordedFile> ReadRecorded(EnvironmentLayout layout, string metadata, IReadOnlyDictionary<string, FileStamp>? proved)
    {
        var files = new List<RecordedFile>();
        string record = Path.Combine(metadata, "RECORD");
        if (!File.Exists(record))
            return files;
        foreach (RecordEntry entry in RecordFile.Parse(File.ReadAllBytes(record)).Entries)
        {
            if (layout.TryResolve(entry.Path) is not { } path)
                continue;
            FileStamp? stamp = proved is not null && proved.TryGetValue(path, out FileStamp known) ? known : FileStamp.OfEntry(path);
            // Byte-code is the interpreter's to write anew.
            if (stamp is { } placed)
                files.Add(new RecordedFile(path, path.EndsWith(".pyc", StringComparison.Ordinal) ? default : placed));
        }
        return files;
    }

    private void AddFoldersBelow(EnvironmentLayout layout, string folder)
    {
        AddParents(layout, folder);
        foreach (DirectoryInfo below in new DirectoryInfo(folder).EnumerateDirectories())
        {
            if (below.Name != "__pycache__" && (below.Attributes & FileAttributes.ReparsePoint) == 0)
                AddFoldersBelow(layout, below.FullName);
        }
    }

    // In site-packages and among the scripts nothing lies but what is listed; elsewhere in the environment anything may.
    private void AddParents(EnvironmentLayout layout, string folder)
    {
        while (folder.Length > layout.Root.Length && _known.Add(folder))
        {
            bool isWholly = folder == layout.ScriptsDirectory || folder.StartsWith(layout.SitePackages, StringComparison.Ordinal);
            AddFolder(RelativePath(layout, folder), isWholly ? Directory.GetLastWriteTimeUtc(folder).Ticks : 0);
            folder = Path.GetDirectoryName(folder)!;
        }
    }

    private static string RelativePath(EnvironmentLayout layout, string path) =>
        Path.GetRelativePath(layout.Root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <param name="path">Relative, with <c>/</c>.</param>
    /// <param name="modified">Ticks, or 0 for a folder in which more may lie than is listed.</param>
    public void AddFolder(string path, long modified) => FolderAt(path).Modified = modified;

    /// <param name="path">Relative, with <c>/</c>. A file that is listed twice counts once.</param>
    public void AddFile(string path, FileStamp stamp)
    {
        int slash = path.LastIndexOf('/');
        FolderAt(slash < 0 ? "" : path[..slash]).Files[path[(slash + 1)..]] = stamp;
    }

    /// <summary>The absolute paths of all files with their stamps; empty if the bytes are no list.</summary>
    public static Dictionary<string, FileStamp> Read(string root, byte[] list)
    {
        var files = new Dictionary<string, FileStamp>(StringComparer.Ordinal);
        var reader = new FileListReader(list);
        for (int i = 0; i < reader.FolderCount; i++)
        {
            FileListFolder folder = reader.FolderAt(i);
            string path = folder.Path.IsEmpty ? root : Path.Combine(root, Encoding.UTF8.GetString(folder.Path));
            while (folder.TryNext(out ReadOnlySpan<byte> name, out FileStamp stamp))
                files[Path.Combine(path, Encoding.UTF8.GetString(name))] = stamp;
        }
        return files;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(_folders.Count);
        writer.Write(new byte[_folders.Count * sizeof(int)]);
        var offsets = new List<int>(_folders.Count);
        foreach ((byte[] path, Folder folder) in _folders)
        {
            offsets.Add((int)stream.Position);
            writer.Write(folder.Modified);
            writer.Write(folder.Files.Count);
            WriteName(writer, path);
            foreach ((string name, FileStamp stamp) in folder.Files)
            {
                writer.Write(stamp.Size);
                writer.Write(stamp.Modified);
                writer.Write(stamp.Inode);
                WriteName(writer, Encoding.UTF8.GetBytes(name));
            }
        }
        writer.Flush();
        byte[] list = stream.ToArray();
        for (int i = 0; i < offsets.Count; i++)
            BinaryPrimitives.WriteInt32LittleEndian(list.AsSpan((i + 1) * sizeof(int)), offsets[i]);
        return list;
    }

    private static void WriteName(BinaryWriter writer, ReadOnlySpan<byte> name)
    {
        writer.Write(name);
        writer.Write((byte)0);
    }

    private Folder FolderAt(string path)
    {
        byte[] key = Encoding.UTF8.GetBytes(path);
        if (!_folders.TryGetValue(key, out Folder? folder))
            _folders[key] = folder = new Folder();
        return folder;
    }

    /// <param name="Path">Absolute.</param>
    private sealed record RecordedFile(string Path, FileStamp Stamp);

    private sealed class Folder
    {
        public long Modified { get; set; }

        public SortedDictionary<string, FileStamp> Files { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>Reads a <see cref="FileList"/> where it lies, without a string for any name.</summary>
internal readonly ref struct FileListReader
{
    private readonly ReadOnlySpan<byte> _list;

    public FileListReader(ReadOnlySpan<byte> list)
    {
        _list = list;
        FolderCount = list.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(list);
    }

    public int FolderCount { get; }

    public FileListFolder FolderAt(int index) => new(_list, BinaryPrimitives.ReadInt32LittleEndian(_list[((index + 1) * sizeof(int))..]));

    /// <summary>Whether a folder is listed.</summary>
    public bool HasFolder(ReadOnlySpan<byte> path)
    {
        int low = 0, high = FolderCount - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = FolderAt(middle).Path.SequenceCompareTo(path);
            if (order == 0)
                return true;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return false;
    }
}

/// <summary>One folder of a <see cref="FileList"/>, and its files one after the other.</summary>
internal ref struct FileListFolder
{
    private readonly ReadOnlySpan<byte> _list;
    private int _left;
    private int _at;

    public FileListFolder(ReadOnlySpan<byte> list, int offset)
    {
        _list = list;
        Modified = BinaryPrimitives.ReadInt64LittleEndian(list[offset..]);
        _left = BinaryPrimitives.ReadInt32LittleEndian(list[(offset + 8)..]);
        PathOffset = offset + 12;
        Path = NameAt(list, PathOffset);
        _at = PathOffset + Path.Length + 1;
    }

    public long Modified { get; }

    public ReadOnlySpan<byte> Path { get; }

    /// <summary>Where the NUL-terminated path stands in the list.</summary>
    public int PathOffset { get; }

    /// <summary>Where the NUL-terminated name of the file that was read last stands in the list.</summary>
    public int NameOffset { get; private set; }

    public bool TryNext(out ReadOnlySpan<byte> name, out FileStamp stamp)
    {
        name = default;
        stamp = default;
        if (_left == 0)
            return false;
        _left--;
        stamp = new FileStamp(
            BinaryPrimitives.ReadInt64LittleEndian(_list[_at..]), BinaryPrimitives.ReadInt64LittleEndian(_list[(_at + 8)..]),
            BinaryPrimitives.ReadInt64LittleEndian(_list[(_at + 16)..]));
        NameOffset = _at + 24;
        name = NameAt(_list, NameOffset);
        _at = NameOffset + name.Length + 1;
        return true;
    }

    private static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> list, int offset)
    {
        ReadOnlySpan<byte> rest = list[offset..];
        return rest[..rest.IndexOf((byte)0)];
    }
}

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

    // Files come folder by folder, mostly.
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

    /// <summary>Lists what the RECORDs of an environment name, and what it is itself.</summary>
    /// <param name="proved">Files with the stamps that they had when they were last proved, by absolute path.</param>
    /// <param name="fresh">The names of metadata folders whose files were placed just now: their stamps are taken now.</param>
    /// <param name="folders">Absolute paths of folders below which there may be more folders than files tell.</param>
    public static FileList Of(
        EnvironmentLayout layout, IReadOnlyDictionary<string, ListedFile> proved, IReadOnlySet<string> fresh, IEnumerable<string> folders)
    {
        // What was placed last counts for a file that several distributions share.
        string[] metadata = [.. InstalledDistribution.MetadataDirectories(layout.SitePackages)];
        Array.Sort(metadata, (a, b) => fresh.Contains(Path.GetFileName(a)).CompareTo(fresh.Contains(Path.GetFileName(b))));
        var recorded = new List<ListedFile>[metadata.Length];
        ParallelWork.For(
            metadata.Length,
            i => recorded[i] = ReadRecorded(layout, metadata[i], fresh.Contains(Path.GetFileName(metadata[i])) ? null : proved),
            CancellationToken.None);
        var list = new FileList(layout);
        foreach (List<ListedFile> files in recorded)
            list.AddFiles(files);
        foreach (string folder in folders)
        {
            if (Directory.Exists(folder))
                list.AddFoldersBelow(folder);
        }
        list.AddOwn();
        list.TakeTimes();
        return list;
    }

    /// <summary>Lists what was placed in an environment that had nothing in it.</summary>
    public static FileList OfPlaced(EnvironmentLayout layout, IEnumerable<IReadOnlyList<ListedFile>> placed)
    {
        var list = new FileList(layout);
        foreach (IReadOnlyList<ListedFile> files in placed)
            list.AddFiles(files);
        list.AddOwn();
        list.TakeTimes();
        return list;
    }

    private static List<ListedFile> ReadRecorded(EnvironmentLayout layout, string metadata, IReadOnlyDictionary<string, ListedFile>? proved)
    {
        var files = new List<ListedFile>();
        if (RegularFile.ReadIfThere(Path.Combine(metadata, "RECORD")) is not { } record)
            return files;
        foreach (RecordEntry entry in RecordFile.Parse(record).Entries)
        {
            if (layout.TryResolve(entry.Path) is not { } path)
                continue;
            if (proved is not null && proved.TryGetValue(path, out ListedFile? known))
                files.Add(known);
            // Byte-code is the interpreter's to write anew.
            else if (FileStamp.OfEntry(path) is { } stamp)
                files.Add(new ListedFile(path, path.EndsWith(".pyc", StringComparison.Ordinal) ? default : stamp));
        }
        return files;
    }

    // A file that is listed twice counts once.
    private void AddFiles(IReadOnlyList<ListedFile> files)
    {
        foreach (ListedFile file in files)
            FolderOf(file.Path).Files[Path.GetFileName(file.Path)] = file;
    }

    // They are in no RECORD. A link has no stamp where .NET alone is asked.
    private void AddOwn()
    {
        foreach (string file in OwnFiles.Present(_layout))
        {
            if (FileStamp.OfEntry(file) is { } stamp)
                AddFiles([new ListedFile(file, stamp)]);
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

    private Folder FolderOf(string file)
    {
        ReadOnlySpan<char> folder = Path.GetDirectoryName(file.AsSpan());
        return _last is not null && folder.SequenceEqual(_last.Path) ? _last : _last = FolderAt(folder.ToString());
    }

    private Folder FolderAt(string path)
    {
        if (_folders.TryGetValue(path, out Folder? folder))
            return folder;
        if (path.Length > _layout.Root.Length && Path.GetDirectoryName(path) is { } parent && parent.Length > _layout.Root.Length)
            FolderAt(parent);
        return _folders[path] = new Folder(path, RelativePath(path));
    }

    private byte[] RelativePath(string path) => path.Length == _layout.Root.Length
        ? []
        : Encoding.UTF8.GetBytes(path[(_layout.Root.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/'));

    // In site-packages and among the scripts nothing lies but what is listed; elsewhere in the environment anything may.
    private void TakeTimes()
    {
        Folder[] whole = [.. _folders.Values.Where(folder =>
            folder.Path == _layout.ScriptsDirectory || folder.Path.StartsWith(_layout.SitePackages, StringComparison.Ordinal))];
        ParallelWork.For(whole.Length, i => whole[i].Modified = Directory.GetLastWriteTimeUtc(whole[i].Path).Ticks, CancellationToken.None);
    }

    /// <summary>All files by absolute path; empty if the bytes are no list.</summary>
    public static Dictionary<string, ListedFile> Read(string root, byte[] list)
    {
        var files = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        var reader = new FileListReader(list);
        for (int i = 0; i < reader.FolderCount; i++)
        {
            FileListFolder folder = reader.FolderAt(i);
            string path = folder.Path.IsEmpty ? root : Path.Combine(root, Encoding.UTF8.GetString(folder.Path));
            while (folder.TryNext(out ReadOnlySpan<byte> name, out FileStamp stamp))
            {
                string file = Path.Combine(path, Encoding.UTF8.GetString(name));
                files[file] = new ListedFile(file, stamp);
            }
        }
        return files;
    }

    public byte[] ToBytes()
    {
        Folder[] folders = [.. _folders.Values];
        Array.Sort(folders, static (a, b) => a.RelativePath.AsSpan().SequenceCompareTo(b.RelativePath));
        using var stream = new MemoryStream();
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
        string[] names = [.. folder.Files.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        writer.Write(folder.Modified);
        writer.Write(names.Length);
        WriteName(writer, folder.RelativePath);
        foreach (string name in names)
        {
            FileStamp stamp = folder.Files[name].Stamp;
            writer.Write(stamp.Size);
            writer.Write(stamp.Modified);
            writer.Write(stamp.Identity);
            WriteName(writer, Encoding.UTF8.GetBytes(name));
        }
    }

    private static void WriteName(BinaryWriter writer, ReadOnlySpan<byte> name)
    {
        writer.Write(name);
        writer.Write((byte)0);
    }

    /// <param name="path">Absolute.</param>
    /// <param name="relativePath">UTF-8, relative to the environment, with <c>/</c>; empty for the environment itself.</param>
    private sealed class Folder(string path, byte[] relativePath)
    {
        public string Path { get; } = path;

        public byte[] RelativePath { get; } = relativePath;

        /// <summary>Ticks, or 0 for a folder in which more may lie than is listed.</summary>
        public long Modified { get; set; }

        public Dictionary<string, ListedFile> Files { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>
/// A file of an environment with the stamp it was placed with. A class: the framework's collections of it are compiled in advance.
/// </summary>
/// <param name="Path">Absolute.</param>
internal sealed record ListedFile(string Path, FileStamp Stamp);

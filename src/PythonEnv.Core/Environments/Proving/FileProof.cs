using System.Text;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;

namespace PythonEnv.Environments.Proving;

/// <summary>
/// Holds every installed file against the stamp it was placed with, and every folder against the time its entries last changed. It reads no
/// file. On Linux names go from the list to the kernel as they are, relative to open folders or from the root on, on all processors;
/// elsewhere .NET is asked.
/// </summary>
/// <param name="layout">The environment.</param>
/// <param name="list">A <see cref="FileList"/>, proved by its digest.</param>
/// <param name="isPortable">Ask .NET alone.</param>
internal sealed unsafe class FileProof(EnvironmentLayout layout, byte[] list, bool isPortable = false)
{
    // Small enough that the last portion is not waited for, large enough that sharing work costs nothing.
    private const int FoldersAtOnce = 32;
    // Of so many files the longer ways cost less than to open and close their folder.
    private const int FewFiles = 4;
    private const int LongestFolder = 700;
    private const int LongestName = 255;

    private readonly bool _isLinux = NativeSystem.IsLinux && !isPortable;
    private readonly List<string> _files = [];
    private readonly List<string> _barred = [];
    private readonly List<string> _folders = [];
    private readonly List<string> _moved = [];
    private bool _untilFirst;
    private volatile bool _isDecided;

    /// <summary>The absolute paths of files that are gone or have another stamp; in no order.</summary>
    public IReadOnlyCollection<string> Files => _files;

    /// <summary>Those of <see cref="Files"/> that their owner may no longer read or execute; in no order.</summary>
    public IReadOnlyCollection<string> Barred => _barred;

    /// <summary>The absolute paths of folders that are gone or hold what is not listed; in no order.</summary>
    public IReadOnlyCollection<string> Folders => _folders;

    /// <summary>The absolute paths of other folders whose time is not the listed one; in no order.</summary>
    public IReadOnlyCollection<string> Moved => _moved;

    /// <summary>The first difference that is found, as an absolute path; null if there is none.</summary>
    public string? FindFirst()
    {
        _untilFirst = true;
        FindAll();
        return _files.Count > 0 ? _files[0] : _folders.Count > 0 ? _folders[0] : null;
    }

    /// <summary>Fills <see cref="Files"/>, <see cref="Folders"/> and <see cref="Moved"/>.</summary>
    public void FindAll()
    {
        int count = new FileListReader(list).FolderCount;
        int root = _isLinux ? OpenRoot() : 0;
        try
        {
            ParallelWork.For((count + FoldersAtOnce - 1) / FoldersAtOnce, portion => Check(portion, count, root), CancellationToken.None);
        }
        finally
        {
            if (_isLinux && root >= 0)
                LinuxFileStatus.Close(root);
        }
    }

    private int OpenRoot()
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(layout.Root + '\0'))
            return LinuxFileStatus.Open(LinuxFileStatus.CurrentFolder, path);
    }

    private void Check(int portion, int count, int root)
    {
        int end = Math.Min((portion + 1) * FoldersAtOnce, count);
        for (int i = portion * FoldersAtOnce; i < end && !_isDecided; i++)
        {
            if (_isLinux)
                CheckOnLinux(i, root);
            else
                CheckAnywhere(i);
        }
    }

    private void CheckOnLinux(int index, int root)
    {
        fixed (byte* bytes = list)
        {
            FileListFolder folder = new FileListReader(list).FolderAt(index);
            byte* path = bytes + folder.PathOffset;
            bool isRoot = folder.Path.IsEmpty;
            long modified = 0;
            if (!isRoot && !LinuxFileStatus.TryReadFolder(root, path, out modified))
            {
                AddAll(folder);
                return;
            }
            bool isOpened = !isRoot && (folder.Count > FewFiles || folder.Path.Length > LongestFolder);
            int descriptor = isOpened ? LinuxFileStatus.Open(root, path) : root;
            byte* way = stackalloc byte[LongestFolder + LongestName + 2];
            int begin = isRoot || isOpened ? 0 : Begin(way, folder.Path);
            while (folder.TryNext(out ReadOnlySpan<byte> name, out FileStamp expected))
            {
                FileStamp present = default;
                bool isThere = name.Length <= LongestName && LinuxFileStatus.TryRead(
                    descriptor, begin == 0 ? bytes + folder.NameOffset : Complete(way, begin, name), LinuxFileStatus.DoNotFollow,
                    out present);
                if (!isThere || (expected.Modified != 0 && !present.Equals(expected)))
                    AddFile(AbsolutePath(folder.Path, name), expected, isThere ? present : null);
            }
            if (isOpened)
                LinuxFileStatus.Close(descriptor);
            if (folder.Modified != 0 && folder.Modified != modified)
                AddMoved(index, AbsolutePath(folder.Path, default));
        }
    }

    private static int Begin(byte* way, ReadOnlySpan<byte> folder)
    {
        folder.CopyTo(new Span<byte>(way, LongestFolder));
        way[folder.Length] = (byte)'/';
        return folder.Length + 1;
    }

    private static byte* Complete(byte* way, int begin, ReadOnlySpan<byte> name)
    {
        name.CopyTo(new Span<byte>(way + begin, LongestName));
        way[begin + name.Length] = 0;
        return way;
    }

    private void CheckAnywhere(int index)
    {
        FileListFolder folder = new FileListReader(list).FolderAt(index);
        string path = AbsolutePath(folder.Path, default);
        var place = new DirectoryInfo(path);
        if (!place.Exists || (!folder.Path.IsEmpty && (place.Attributes & FileAttributes.ReparsePoint) != 0))
        {
            AddAll(folder);
            return;
        }
        while (folder.TryNext(out ReadOnlySpan<byte> name, out FileStamp expected))
        {
            string file = AbsolutePath(folder.Path, name);
            FileStamp? found = FileStamp.OfEntryOfAnySystem(file);
            bool isSame = found is { } present && (expected.Modified == 0
                || (present.Size == expected.Size && present.Modified == expected.Modified && !present.LacksRightsOf(expected)));
            if (!isSame)
                AddFile(file, expected, found);
        }
        if (folder.Modified != 0 && place.LastWriteTimeUtc.Ticks != folder.Modified)
            AddMoved(index, path);
    }

    // Mostly Python has made a `__pycache__` there.
    private void AddMoved(int index, string path)
    {
        if (HoldsMore(index, path))
            Add(_folders, path);
        else
        {
            lock (_files)
                _moved.Add(path);
        }
    }

    private bool HoldsMore(int index, string path)
    {
        var reader = new FileListReader(list);
        FileListFolder folder = reader.FolderAt(index);
        var listed = new HashSet<string>(HostPaths.Native.Comparer);
        while (folder.TryNext(out ReadOnlySpan<byte> name, out _))
            listed.Add(Encoding.UTF8.GetString(name));
        foreach (string entry in Directory.EnumerateFileSystemEntries(path))
        {
            string name = Path.GetFileName(entry);
            bool isKnown = listed.Contains(name) || name == "__pycache__" || OwnFiles.IsSkeleton(layout, entry)
                || reader.IndexOf(
                    folder.Path.IsEmpty ? Encoding.UTF8.GetBytes(name) : [.. folder.Path, (byte)'/', .. Encoding.UTF8.GetBytes(name)]) >= 0;
            if (!isKnown)
                return true;
        }
        return false;
    }

    private void AddAll(FileListFolder gone)
    {
        Add(_folders, AbsolutePath(gone.Path, default));
        while (gone.TryNext(out ReadOnlySpan<byte> name, out _))
            Add(_files, AbsolutePath(gone.Path, name));
    }

    private string AbsolutePath(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name) =>
        Path.GetFullPath(Path.Combine(layout.Root, Encoding.UTF8.GetString(folder), Encoding.UTF8.GetString(name)));

    private void AddFile(string path, FileStamp expected, FileStamp? present)
    {
        if (expected.Modified != 0 && present is { } stamp && stamp.LacksRightsOf(expected))
            Add(_barred, path);
        Add(_files, path);
    }

    private void Add(List<string> found, string path)
    {
        lock (_files)
            found.Add(path);
        _isDecided |= _untilFirst;
    }
}

using System.Buffers.Binary;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Proving;

/// <summary>
/// A folder and its files. Those of an earlier list are read only when something is said of one of them, and else written as they were.
/// </summary>
/// <param name="path">Absolute.</param>
/// <param name="relativePath">UTF-8, relative to the environment, with <c>/</c>; empty for the environment itself.</param>
/// <param name="earlier">The list that has the folder, null if none has.</param>
/// <param name="index">Of the folder in it.</param>
internal sealed class ListedFolder(string path, byte[] relativePath, byte[]? earlier = null, int index = 0)
{
    private List<ListedFile>? _said = earlier is null ? [] : null;
    private ListedFile[]? _files;

    public string Path { get; } = path;

    public byte[] RelativePath { get; } = relativePath;

    /// <summary>Ticks; 0 for a folder in which more may lie than is listed, or whose time is still to be taken.</summary>
    public long Modified { get; set; } = earlier is null ? 0 : new FileListReader(earlier).FolderAt(index).Modified;

    /// <summary>Whether the change took it away with the last of its files.</summary>
    public bool IsGone { get; set; }

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

    /// <summary>The folder as a list has it.</summary>
    public byte[] ToBytes()
    {
        ReadOnlySpan<byte> rows = _said is null ? earlier.AsSpan(new FileListReader(earlier).RowsAt(index)) : [];
        int length = sizeof(long) + sizeof(int) + RelativePath.Length + 1 + rows.Length;
        if (_said is not null)
        {
            foreach (ListedFile file in Files)
                length += (3 * sizeof(long)) + file.Name.Length + 1;
        }
        byte[] bytes = new byte[length];
        Span<byte> rest = bytes;
        Write(ref rest, Modified);
        BinaryPrimitives.WriteInt32LittleEndian(rest, Count);
        rest = rest[sizeof(int)..];
        WriteName(ref rest, RelativePath);
        rows.CopyTo(rest);
        if (_said is not null)
        {
            foreach (ListedFile file in Files)
            {
                FileStamp stamp = file.Stamp!.Value;
                Write(ref rest, stamp.Size);
                Write(ref rest, stamp.Modified);
                Write(ref rest, stamp.Identity);
                WriteName(ref rest, file.Name);
            }
        }
        return bytes;
    }

    private static void Write(ref Span<byte> rest, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(rest, number);
        rest = rest[sizeof(long)..];
    }

    // The NUL behind it is there already.
    private static void WriteName(ref Span<byte> rest, ReadOnlySpan<byte> name)
    {
        name.CopyTo(rest);
        rest = rest[(name.Length + 1)..];
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

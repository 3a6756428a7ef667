using System.Buffers.Binary;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Proving;

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

    public FileListFolder FolderAt(int index) => new(_list, OffsetOf(index));

    /// <summary>Where the rows of a folder's files stand in the list.</summary>
    public Range RowsAt(int index)
    {
        FileListFolder folder = FolderAt(index);
        return (folder.PathOffset + folder.Path.Length + 1)..OffsetOf(index + 1);
    }

    /// <summary>Where a folder begins; behind the last one, where the list ends.</summary>
    public int OffsetOf(int index) => index == FolderCount
        ? _list.Length
        : BinaryPrimitives.ReadInt32LittleEndian(_list[((index + 1) * sizeof(int))..]);

    /// <returns>Of a folder; of one that is not listed the complement of where it would be.</returns>
    public int IndexOf(ReadOnlySpan<byte> path)
    {
        int low = 0, high = FolderCount - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = FolderAt(middle).Path.SequenceCompareTo(path);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
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
        Count = _left = BinaryPrimitives.ReadInt32LittleEndian(list[(offset + 8)..]);
        PathOffset = offset + 12;
        Path = NameAt(list, PathOffset);
        _at = PathOffset + Path.Length + 1;
    }

    public long Modified { get; }

    /// <summary>Of its files.</summary>
    public int Count { get; }

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

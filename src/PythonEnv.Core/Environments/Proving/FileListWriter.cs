using System.Buffers.Binary;
using System.Security.Cryptography;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Proving;

/// <summary>
/// Puts the bytes of a <see cref="FileList"/> together, folder by folder in their order. Those of an earlier list are not copied: memory
/// that was never used before costs more than everything else here.
/// </summary>
/// <param name="folders">How many there will be.</param>
/// <param name="parts">As many as there will be at most.</param>
internal sealed class FileListWriter(int folders, int parts)
{
    private readonly byte[] _head = Head(folders);
    private readonly ReadOnlyMemory<byte>[] _parts = new ReadOnlyMemory<byte>[parts];
    private int _length = (folders + 1) * sizeof(int);
    private int _folders;
    private int _used;

    public void Add(ReadOnlyMemory<byte> folder)
    {
        AddOffset(_length);
        AddPart(folder);
    }

    /// <summary>Adds neighbours of an earlier list as they were.</summary>
    /// <param name="first">The index of the first one.</param>
    /// <param name="end">The index behind the last one.</param>
    public void AddEarlier(ReadOnlyMemory<byte> list, int first, int end)
    {
        if (first == end)
            return;
        var earlier = new FileListReader(list.Span);
        int start = earlier.OffsetOf(first);
        for (int i = first; i < end; i++)
            AddOffset(earlier.OffsetOf(i) - start + _length);
        AddPart(list[start..earlier.OffsetOf(end)]);
    }

    /// <summary>Writes the file, which is there whole or not at all.</summary>
    /// <returns>Its sha256.</returns>
    public string WriteTo(string path)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AtomicFile.Write(path, file =>
        {
            Write(_head);
            foreach (ReadOnlyMemory<byte> part in _parts.AsSpan(0, _used))
                Write(part.Span);

            void Write(ReadOnlySpan<byte> bytes)
            {
                file.Write(bytes);
                digest.AppendData(bytes);
            }
        });
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static byte[] Head(int folders)
    {
        byte[] head = new byte[(folders + 1) * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, folders);
        return head;
    }

    private void AddOffset(int offset) => BinaryPrimitives.WriteInt32LittleEndian(_head.AsSpan(++_folders * sizeof(int)), offset);

    private void AddPart(ReadOnlyMemory<byte> part)
    {
        _parts[_used++] = part;
        _length += part.Length;
    }
}

using System.Buffers.Binary;
using System.IO.Hashing;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Cache;

/// <summary>
/// The headers of METADATA once more, beside the tree of an archive: a plan needs nothing else of most archives. It is a file of its own,
/// so that no edit of an installed file reaches it; their CRC-32 follows in four bytes, little endian.
/// </summary>
internal static class StoredMetadata
{
    private const string Name = "metadata";

    /// <param name="folder">Of the archive.</param>
    public static void Write(string folder, ReadOnlySpan<byte> metadata)
    {
        ReadOnlySpan<byte> headers = metadata[..MetadataHeaders.Read(metadata).BodyAt];
        byte[] content = [.. headers, .. stackalloc byte[sizeof(uint)]];
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(headers.Length), Crc32.HashToUInt32(headers));
        File.WriteAllBytes(Path.Combine(folder, Name), content);
    }

    /// <exception cref="FileNotFoundException">There is no such archive.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such archive.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ReadOnlyMemory<byte> Read(string folder)
    {
        ReadOnlyMemory<byte> content = RegularFile.ReadOwn(Path.Combine(folder, Name));
        int length = content.Length - sizeof(uint);
        if (length < 0 || Crc32.HashToUInt32(content.Span[..length]) != BinaryPrimitives.ReadUInt32LittleEndian(content.Span[length..]))
            throw new InvalidDataException("the metadata are damaged");
        return content[..length];
    }
}

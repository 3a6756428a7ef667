using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace PythonEnv.TestSupport;

/// <summary>Writes zip files byte by byte, so that they can lie. The same input gives the same bytes.</summary>
internal sealed class ZipBuilder
{
    private const ushort FlagDescriptor = 0x0008;
    private const ushort FlagUtf8 = 0x0800;
    private readonly List<ZipEntrySpec> _entries = [];

    public byte[] Prefix { get; set; } = [];

    public byte[] Suffix { get; set; } = [];

    public byte[] Comment { get; set; } = [];

    /// <summary>Bytes between the last entry's data and the central directory.</summary>
    public byte[] Gap { get; set; } = [];

    public ushort? DeclaredCount { get; set; }

    public bool Zip64End { get; set; }

    public ZipBuilder Add(ZipEntrySpec entry)
    {
        _entries.Add(entry);
        return this;
    }

    public byte[] ToBytes()
    {
        MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Prefix);
        List<(ZipEntrySpec Entry, Encoded Data, ulong Offset)> written = [];
        foreach (ZipEntrySpec entry in _entries)
        {
            Encoded data = Encode(entry);
            ulong offset = (ulong)stream.Position;
            WriteLocal(writer, entry, data);
            written.Add((entry, data, offset));
        }
        writer.Write(Gap);
        ulong directory = (ulong)stream.Position;
        foreach ((ZipEntrySpec entry, Encoded data, ulong offset) in written)
            WriteCentral(writer, entry, data, entry.HeaderOffset ?? offset);
        WriteEnd(writer, directory, (ulong)stream.Position - directory, (ulong)written.Count);
        writer.Write(Suffix);
        writer.Flush();
        return stream.ToArray();
    }

    private static Encoded Encode(ZipEntrySpec entry)
    {
        byte[] name = entry.NameBytes ?? Encoding.UTF8.GetBytes(entry.Name);
        if (!entry.Deflate)
            return new Encoded(name, entry.Content, Crc32.HashToUInt32(entry.Content), 0);
        MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(entry.Content);
        return new Encoded(name, packed.ToArray(), Crc32.HashToUInt32(entry.Content), 8);
    }

    private static void WriteLocal(BinaryWriter writer, ZipEntrySpec entry, Encoded data)
    {
        byte[] name = entry.LocalNameBytes ?? data.Name;
        ulong size = entry.LocalSize ?? entry.Size ?? (ulong)entry.Content.Length;
        ulong compressed = entry.CompressedSize ?? (ulong)data.Bytes.Length;
        uint crc = entry.LocalCrc ?? entry.Crc ?? data.Crc;
        byte[] sizes = entry.DataDescriptor ? Zip64Extra(0, 0) : Zip64Extra(size, compressed);
        byte[] extra = entry.Zip64 ? [.. sizes, .. entry.ExtraField] : entry.ExtraField;
        writer.Write(0x04034b50u);
        WriteCommon(writer, entry, entry.LocalMethod ?? entry.Method ?? data.Method);
        writer.Write(entry.DataDescriptor ? 0 : crc);
        writer.Write(entry.Zip64 ? uint.MaxValue : entry.DataDescriptor ? 0 : (uint)compressed);
        writer.Write(entry.Zip64 ? uint.MaxValue : entry.DataDescriptor ? 0 : (uint)size);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)extra.Length);
        writer.Write(name);
        writer.Write(extra);
        writer.Write(data.Bytes);
        if (!entry.DataDescriptor)
            return;
        writer.Write(0x08074b50u);
        writer.Write(entry.DescriptorCrc ?? crc);
        if (entry.Zip64)
        {
            writer.Write(compressed);
            writer.Write(size);
        }
        else
        {
            writer.Write((uint)compressed);
            writer.Write((uint)size);
        }
    }

    private static void WriteCentral(BinaryWriter writer, ZipEntrySpec entry, Encoded data, ulong offset)
    {
        ulong size = entry.Size ?? (ulong)entry.Content.Length;
        ulong compressed = entry.CompressedSize ?? (ulong)data.Bytes.Length;
        byte[] extra = entry.Zip64 ? [.. Zip64Extra(size, compressed, offset), .. entry.ExtraField] : entry.ExtraField;
        writer.Write(0x02014b50u);
        writer.Write((ushort)(3 << 8 | 45));
        WriteCommon(writer, entry, entry.Method ?? data.Method);
        writer.Write(entry.Crc ?? data.Crc);
        writer.Write(entry.Zip64 ? uint.MaxValue : (uint)compressed);
        writer.Write(entry.Zip64 ? uint.MaxValue : (uint)size);
        writer.Write((ushort)data.Name.Length);
        writer.Write((ushort)extra.Length);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((uint)entry.UnixMode << 16);
        writer.Write(entry.Zip64 ? uint.MaxValue : (uint)offset);
        writer.Write(data.Name);
        writer.Write(extra);
    }

    private static void WriteCommon(BinaryWriter writer, ZipEntrySpec entry, ushort method)
    {
        writer.Write((ushort)45);
        writer.Write((ushort)(FlagUtf8 | (entry.DataDescriptor ? FlagDescriptor : 0) | entry.Flags));
        writer.Write(method);
        // 1980-01-01 00:00: the zero of the format.
        writer.Write((ushort)0);
        writer.Write((ushort)0x21);
    }

    private void WriteEnd(BinaryWriter writer, ulong offset, ulong size, ulong count)
    {
        if (Zip64End)
        {
            ulong position = (ulong)writer.BaseStream.Position;
            writer.Write(0x06064b50u);
            writer.Write(44UL);
            writer.Write((ushort)45);
            writer.Write((ushort)45);
            writer.Write(0u);
            writer.Write(0u);
            writer.Write(count);
            writer.Write(count);
            writer.Write(size);
            writer.Write(offset);
            writer.Write(0x07064b50u);
            writer.Write(0u);
            writer.Write(position);
            writer.Write(1u);
        }
        writer.Write(0x06054b50u);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        ushort declared = DeclaredCount ?? (Zip64End ? ushort.MaxValue : (ushort)count);
        writer.Write(declared);
        writer.Write(declared);
        writer.Write(Zip64End ? uint.MaxValue : (uint)size);
        writer.Write(Zip64End ? uint.MaxValue : (uint)offset);
        writer.Write((ushort)Comment.Length);
        writer.Write(Comment);
    }

    private static byte[] Zip64Extra(params ulong[] values)
    {
        MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write((ushort)1);
        writer.Write((ushort)(values.Length * sizeof(ulong)));
        foreach (ulong value in values)
            writer.Write(value);
        writer.Flush();
        return stream.ToArray();
    }

    private sealed record Encoded(byte[] Name, byte[] Bytes, uint Crc, ushort Method);
}

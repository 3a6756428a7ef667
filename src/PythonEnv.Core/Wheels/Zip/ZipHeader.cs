using System.Buffers.Binary;
using System.Text;

namespace PythonEnv.Wheels.Zip;

/// <summary>
/// What a central (APPNOTE 4.3.12) and a local header (4.3.7) both say of an entry:
/// <code>
/// central = "PK\1\2" made:2 common comment:2 disk:2 internal:2 external:4 offset:4 NAME EXTRA COMMENT
/// local   = "PK\3\4" common NAME EXTRA
/// common  = needed:2 flags:2 method:2 time:4 crc:4 packed:4 size:4 name:2 extra:2
/// </code>
/// </summary>
internal readonly record struct ZipHeader
{
    public const int CentralLength = 46;
    public const int LocalLength = 30;
    private const int FlagDescriptor = 0x0008;
    private const int FlagUtf8 = 0x0800;
    // Encrypted, patched data, strong encryption, masked headers.
    private const int FlagsRefused = 0x0001 | 0x0020 | 0x0040 | 0x2000;
    private const int Zip64ExtraField = 0x0001;
    private const int UnicodePathExtraField = 0x7075;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public int Flags { get; private init; }

    public int Method { get; private init; }

    public uint Crc { get; private init; }

    public long CompressedSize { get; private init; }

    public long Size { get; private init; }

    /// <summary>The Unix mode with its file type; only in a central header.</summary>
    public int UnixMode { get; private init; }

    /// <summary>Where the local header is; only in a central header.</summary>
    public long Offset { get; private init; }

    public string Name { get; private init; }

    /// <summary>Bytes of the header with all its variable parts.</summary>
    public int Length { get; private init; }

    public bool HasDescriptor => (Flags & FlagDescriptor) != 0;

    /// <summary>Sizes are in a zip64 extra field, so that a data descriptor has 8-byte sizes (APPNOTE 4.3.9.2).</summary>
    public bool IsZip64 { get; private init; }

    public static ZipHeader ReadCentral(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < CentralLength || !bytes.StartsWith("PK\u0001\u0002"u8))
            throw new InvalidDataException("its central directory is malformed");
        int length = CentralLength + Word(bytes, 28) + Word(bytes, 30) + Word(bytes, 32);
        if (length > bytes.Length)
            throw new InvalidDataException("its central directory is malformed");
        if (Word(bytes, 34) is not (0 or ushort.MaxValue))
            throw new InvalidDataException("it is one disk of several");
        ZipHeader header = Read(bytes[8..], bytes[CentralLength..], DoubleWord(bytes, 42));
        return header with { Length = length, UnixMode = (int)(DoubleWord(bytes, 38) >> 16) };
    }

    public static ZipHeader ReadLocal(ReadOnlySpan<byte> bytes) =>
        Read(bytes[6..], bytes[LocalLength..], offset: 0) with { Length = LocalLengthOf(bytes) };

    /// <summary>Bytes of a local header with its variable parts, from its fixed part.</summary>
    public static int LocalLengthOf(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("PK\u0003\u0004"u8)
            ? LocalLength + Word(bytes, 26) + Word(bytes, 28)
            : throw new InvalidDataException("there is no local header where the central directory says");

    /// <summary>What the local header says otherwise than this central one, or null.</summary>
    public string? Contradiction(in ZipHeader local)
    {
        if (Name != local.Name)
            return $"its local header calls it `{WheelRefusal.Printable(local.Name)}`";
        if (Method != local.Method)
            return "its two headers name different compression methods";
        if (((Flags ^ local.Flags) & (FlagDescriptor | FlagUtf8)) != 0)
            return "the flags of its two headers differ";
        bool unknownYet = HasDescriptor && local is { Crc: 0, Size: 0, CompressedSize: 0 };
        if (unknownYet)
            return null;
        if (Crc != local.Crc)
            return "its two headers give different checksums";
        return Size == local.Size && CompressedSize == local.CompressedSize ? null : "its two headers give different sizes";
    }

    /// <param name="common">From the flags on.</param>
    /// <param name="variable">From the name on.</param>
    private static ZipHeader Read(ReadOnlySpan<byte> common, ReadOnlySpan<byte> variable, long offset)
    {
        ReadOnlySpan<byte> name = variable[..Word(common, 20)];
        ReadOnlySpan<byte> extra = variable.Slice(name.Length, Word(common, 22));
        ZipHeader header = new()
        {
            Flags = Word(common, 0),
            Method = Word(common, 2),
            Crc = BinaryPrimitives.ReadUInt32LittleEndian(common[8..]),
            CompressedSize = DoubleWord(common, 12),
            Size = DoubleWord(common, 16),
            Offset = offset,
            Name = ReadName(name, Word(common, 0)),
        };
        if ((header.Flags & FlagsRefused) != 0)
            throw new InvalidDataException($"entry `{WheelRefusal.Printable(header.Name)}` is encrypted or patched");
        return header.WithExtraFields(name, extra);
    }

    private static string ReadName(ReadOnlySpan<byte> name, int flags)
    {
        if ((flags & FlagUtf8) == 0 && !Ascii.IsValid(name))
            throw new InvalidDataException("a name is not ASCII and not marked as UTF-8");
        try
        {
            return Utf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a name is not valid UTF-8");
        }
    }

    private ZipHeader WithExtraFields(ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        ZipHeader header = this;
        while (extra.Length >= 4)
        {
            int length = Word(extra, 2);
            if (4 + length > extra.Length)
                break;
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            switch (Word(extra, 0))
            {
                case Zip64ExtraField when header.IsZip64:
                    throw new InvalidDataException($"entry `{WheelRefusal.Printable(Name)}` has two zip64 fields");
                case Zip64ExtraField:
                    header = header.WithZip64(field);
                    break;
                case UnicodePathExtraField when field.Length < 5 || !field[5..].SequenceEqual(name):
                    throw new InvalidDataException($"entry `{WheelRefusal.Printable(Name)}` has a second name");
            }
            extra = extra[(4 + length)..];
        }
        bool needsZip64 = header.Size == uint.MaxValue || header.CompressedSize == uint.MaxValue || header.Offset == uint.MaxValue;
        if (needsZip64 && !header.IsZip64)
            throw new InvalidDataException($"entry `{WheelRefusal.Printable(Name)}` lacks the zip64 field that its sizes refer to");
        return header;
    }

    private ZipHeader WithZip64(ReadOnlySpan<byte> field)
    {
        // Only the values that do not fit are there, in this order (APPNOTE 4.5.3).
        long size = Take(Size, ref field);
        long compressed = Take(CompressedSize, ref field);
        long offset = Take(Offset, ref field);
        if (size < 0 || compressed < 0 || offset < 0 || field.Length is not (0 or 4))
            throw new InvalidDataException($"the zip64 field of entry `{WheelRefusal.Printable(Name)}` is malformed");
        return this with { Size = size, CompressedSize = compressed, Offset = offset, IsZip64 = true };

        static long Take(long small, ref ReadOnlySpan<byte> field)
        {
            if (small != uint.MaxValue)
                return small;
            if (field.Length < sizeof(long))
                return -1;
            long value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[sizeof(long)..];
            return value;
        }
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static long DoubleWord(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}

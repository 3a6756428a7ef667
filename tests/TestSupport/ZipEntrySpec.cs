using System.Text;

namespace PythonEnv.TestSupport;

/// <summary>One entry of a zip file that <see cref="ZipBuilder"/> writes. What is left null is written truthfully.</summary>
internal sealed record ZipEntrySpec(string Name, byte[] Content)
{
    public ZipEntrySpec(string name, string text) : this(name, Encoding.UTF8.GetBytes(text))
    {
    }

    public bool Deflate { get; init; } = true;

    /// <summary>The Unix mode with its file type, as <c>st_mode</c> has it.</summary>
    public int UnixMode { get; init; } = 0x81A4;

    /// <summary>Sizes and checksum follow the data instead of preceding it.</summary>
    public bool DataDescriptor { get; init; }

    /// <summary>Sizes and offset are written into a zip64 extra field.</summary>
    public bool Zip64 { get; init; }

    public byte[]? NameBytes { get; init; }

    public byte[]? LocalNameBytes { get; init; }

    public uint? Crc { get; init; }

    public uint? LocalCrc { get; init; }

    public uint? DescriptorCrc { get; init; }

    public ulong? Size { get; init; }

    public ulong? LocalSize { get; init; }

    public ulong? CompressedSize { get; init; }

    public ushort? Method { get; init; }

    public ushort? LocalMethod { get; init; }

    /// <summary>Added to the general purpose flags of both headers.</summary>
    public ushort Flags { get; init; }

    public byte[] ExtraField { get; init; } = [];

    public ulong? HeaderOffset { get; init; }
}

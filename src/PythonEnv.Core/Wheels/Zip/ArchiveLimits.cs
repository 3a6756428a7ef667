namespace PythonEnv.Wheels.Zip;

/// <summary>
/// How much an archive may claim before it is taken for a bomb. Checked against what is declared and again while inflating.
/// </summary>
internal sealed record ArchiveLimits
{
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Bytes of all files together.</summary>
    public long TotalSize { get; init; } = 32L << 30;

    /// <summary>Unpacked bytes per packed byte, once <see cref="FreeSize"/> is exceeded. Deflate itself reaches about 1030.</summary>
    public int Ratio { get; init; } = 150;

    /// <summary>Bytes that may be unpacked whatever the ratio.</summary>
    public long FreeSize { get; init; } = 128L << 20;

    public int Entries { get; init; } = 500_000;

    /// <summary>Bytes of a metadata file (RECORD, METADATA, …), which are the only ones held in memory whole.</summary>
    public int MetadataSize { get; init; } = 64 << 20;
}

namespace PythonEnv.Wheels.Zip;

/// <summary>One file of a <see cref="WheelArchive"/>; directories are no entries of their own.</summary>
/// <param name="Path">Relative, segments joined by <c>/</c>, safe to join below any folder.</param>
/// <param name="Size">Bytes when unpacked.</param>
/// <param name="IsExecutable">A regular file with any execute bit in its Unix mode.</param>
internal sealed record ArchiveEntry(string Path, long Size, bool IsExecutable)
{
    internal long DataOffset { get; init; }

    internal long CompressedSize { get; init; }

    internal bool IsDeflated { get; init; }

    internal uint Crc { get; init; }
}

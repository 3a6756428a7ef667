using System.Collections.Immutable;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Packaging.Metadata;

/// <summary>A wheel or an sdist and where it lies.</summary>
internal sealed record DistributionFile
{
    public required string FileName { get; init; }

    /// <summary><c>https:</c>, <c>http:</c> or <c>file:</c>, without credentials.</summary>
    public required Uri Location { get; init; }

    /// <summary>Acceptable digests; the file has to match one of them. Empty if neither the lock nor the index gives any.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];

    /// <summary>Digests that the index gives besides; the file has to match all of them.</summary>
    public ImmutableArray<FileHash> IndexHashes { get; init; } = [];

    /// <summary>Bytes, if declared.</summary>
    public long? Size { get; init; }

    public bool IsWheel => FileName.EndsWith(".whl", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The sha256 to look it up by, if one and only one is acceptable: 64 lower-case hexadecimal digits. What an index calls one need not
    /// have that shape; no file matches it then.
    /// </summary>
    public string? Sha256 => Hashes.Length == 1 && Hashes[0].Algorithm == "sha256"
        ? FileHashShape.Sha256Of(Hashes)
        : FileHashShape.Sha256Of(IndexHashes);
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes;

/// <summary>Digests of a stream while it passes by, compared with those declared for it.</summary>
internal sealed class DigestCheck : IDisposable
{
    private readonly ImmutableArray<FileHash> _anyOf;
    private readonly ImmutableArray<FileHash> _allOf;
    private readonly Dictionary<string, IncrementalHash> _running = new(StringComparer.Ordinal);

    /// <param name="anyOf">The bytes have to match one of these; empty for no demand.</param>
    /// <param name="allOf">The bytes have to match every one of these whose algorithm is known.</param>
    public DigestCheck(ImmutableArray<FileHash> anyOf, ImmutableArray<FileHash> allOf)
    {
        _anyOf = anyOf;
        _allOf = allOf;
        Reset();
    }

    public DigestCheck(DistributionFile file)
        : this(file.Hashes, file.IndexHashes)
    {
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (IncrementalHash hash in _running.Values)
            hash.AppendData(bytes);
    }

    /// <summary>Whether a digest proves a file on this machine.</summary>
    public static bool CanCompute(FileHash hash) => FileHashShape.IsSecure(hash) && NameOf(hash.Algorithm) is not null;

    /// <summary>
    /// Whether bytes of which something is known are beyond doubt the file: one of the digests that are acceptable, and every one that can
    /// be computed of those that have to match. Else the file has to be hashed.
    /// </summary>
    /// <param name="known">Of each group, one is a digest of the bytes; lower-case.</param>
    public static bool Suffices(
        ImmutableArray<FileHash> anyOf, ImmutableArray<FileHash> allOf, IReadOnlyCollection<FileHash[]> known)
    {
        FileHash[] acceptable = [.. anyOf.Select(Lower)];
        return (anyOf.IsEmpty || known.Any(group => group.All(acceptable.Contains)))
            && allOf.Where(CanCompute).All(hash => known.Any(group => group is [var one] && one == Lower(hash)));

        static FileHash Lower(FileHash hash) => hash with { Digest = hash.Digest.ToLowerInvariant() };
    }

    /// <summary>Forgets what has passed.</summary>
    public void Reset()
    {
        Dispose();
        _running.Clear();
        foreach (string algorithm in _anyOf.Concat(_allOf).Select(hash => hash.Algorithm).Append("sha256").Distinct(StringComparer.Ordinal))
        {
            if (NameOf(algorithm) is { } name)
                _running.Add(algorithm, IncrementalHash.CreateHash(name));
        }
    }

    /// <summary>The sha256 of what has passed.</summary>
    public string Sha256 => Current("sha256")!;

    /// <summary>PYENV3006 if what has passed is not what was declared, else null.</summary>
    /// <param name="what">The file's name.</param>
    public Diagnostic? Mismatch(string what)
    {
        FileHash? broken = _allOf.Where(hash => Current(hash.Algorithm) is not null && !Matches(hash)).Cast<FileHash?>().FirstOrDefault();
        if (broken is null && (_anyOf.IsEmpty || _anyOf.Any(Matches)))
            return null;
        ImmutableArray<FileHash> expected = broken is { } one ? [one] : _anyOf;
        string got = string.Join(", ", expected.Select(hash => hash.Algorithm).Distinct(StringComparer.Ordinal)
            .Select(algorithm => Current(algorithm) is { } digest ? $"{algorithm}:{digest}" : $"{algorithm}, which can't be computed"));
        return DiagnosticCatalog.HashMismatch.At(
            SourceSpan.None,
            $"`{what}` is not the file that {(broken is null ? "was pinned" : "the index or the lock lists")}",
            $"expected {string.Join(" or ", expected)}; got {got}",
            broken is null ? "Find out why the file has changed before you pin the new hash" : "Find out why it differs before you use it");
    }

    public void Dispose()
    {
        foreach (IncrementalHash hash in _running.Values)
            hash.Dispose();
    }

    private bool Matches(FileHash hash) => string.Equals(Current(hash.Algorithm), hash.Digest, StringComparison.OrdinalIgnoreCase);

    private string? Current(string algorithm) =>
        _running.TryGetValue(algorithm, out IncrementalHash? hash) ? Convert.ToHexStringLower(hash.GetCurrentHash()) : null;

    private static HashAlgorithmName? NameOf(string algorithm) => algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        "sha3_256" when SHA3_256.IsSupported => HashAlgorithmName.SHA3_256,
        "sha3_384" when SHA3_384.IsSupported => HashAlgorithmName.SHA3_384,
        "sha3_512" when SHA3_512.IsSupported => HashAlgorithmName.SHA3_512,
        "sha1" => HashAlgorithmName.SHA1,
        "md5" => HashAlgorithmName.MD5,
        _ => null,
    };
}

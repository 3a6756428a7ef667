using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PythonEnv.Packaging.Records;

/// <summary>One row of a RECORD: a file of an installed distribution.</summary>
/// <param name="Path">With <c>/</c>, relative to the folder that holds the <c>.dist-info</c>; may lead out of it by <c>..</c>, or be
/// absolute.</param>
/// <param name="Algorithm">As <c>hashlib</c> names it: <c>sha256</c>, …; null where the row has no hash, as for RECORD itself.</param>
/// <param name="Digest">URL-safe base64 without <c>=</c>; null where the row has no hash.</param>
/// <param name="Size">Bytes; null where the row has no size.</param>
internal sealed record RecordEntry(string Path, string? Algorithm = null, string? Digest = null, long? Size = null)
{
    /// <summary>The row of a file whose sha256 is known.</summary>
    public static RecordEntry Sha256(string path, ReadOnlySpan<byte> digest, long size) =>
        new(path, "sha256", Base64Url.EncodeToString(digest), size);

    /// <summary>
    /// Whether a path, with <c>/</c>, is that of byte-code beside its source (PEP 3147): it runs instead of it, whatever the source says,
    /// and the interpreter makes its own. A <c>.pyc</c> elsewhere is a module like any other.
    /// </summary>
    public static bool IsByteCode(string path) =>
        path.EndsWith(".pyc", StringComparison.OrdinalIgnoreCase) && path.Contains("__pycache__/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The recording specification admits nothing weaker than sha256 (PEP 376 allowed <c>md5</c>).</summary>
    public bool HasWeakHash => Algorithm is "md5" or "sha1" or "sha224";

    /// <summary>Whether a file of this content is the recorded one; a row without hash and size matches any.</summary>
    /// <exception cref="NotSupportedException">The platform does not know the <see cref="Algorithm"/>.</exception>
    public bool Matches(ReadOnlySpan<byte> content)
    {
        if (Size is { } size && size != content.Length)
            return false;
        return Algorithm is null || DigestEquals(CryptographicOperations.HashData(AlgorithmName(), content));
    }

    /// <summary>Whether the digest that a caller has computed while reading is the recorded one.</summary>
    public bool DigestEquals(ReadOnlySpan<byte> digest)
    {
        if (Digest is null || Digest.Length > 2 * digest.Length + 2)
            return false;
        Span<char> expected = stackalloc char[Base64Url.GetEncodedLength(digest.Length)];
        Base64Url.EncodeToChars(digest, expected);
        return Digest.AsSpan().SequenceEqual(expected);
    }

    /// <summary>Whether <see cref="AlgorithmName"/> can name the algorithm.</summary>
    [MemberNotNullWhen(true, nameof(Algorithm))]
    public bool HasKnownAlgorithm => Algorithm is "sha256" or "sha384" or "sha512" or "sha1" or "md5";

    /// <summary>The platform's name of the <see cref="Algorithm"/>, to hash incrementally.</summary>
    public HashAlgorithmName AlgorithmName() => HasKnownAlgorithm
        ? new HashAlgorithmName(Algorithm.ToUpperInvariant())
        : throw new NotSupportedException($"the hash algorithm `{Algorithm}` is not supported");
}

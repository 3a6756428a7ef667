using System.Collections.Immutable;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Packaging.Metadata;

/// <summary>What is known of the hash algorithms that packaging formats name.</summary>
internal static class FileHashShape
{
    /// <summary>The hexadecimal digits of a digest; null for an algorithm that is not known.</summary>
    public static int? LengthOf(string algorithm) => algorithm switch
    {
        "md5" => 32,
        "sha1" => 40,
        "sha224" or "sha3_224" => 56,
        "sha256" or "sha3_256" or "blake2s" => 64,
        "sha384" or "sha3_384" => 96,
        "sha512" or "sha3_512" or "blake2b" => 128,
        _ => null,
    };

    /// <summary>The sha256 among some hashes, in lower case; null if there is none, or it has not that shape: no file matches it.</summary>
    public static string? Sha256Of(ImmutableArray<FileHash> hashes)
    {
        foreach (FileHash hash in hashes)
        {
            if (hash.Algorithm == "sha256")
                return hash.Digest.Length == 64 && hash.Digest.All(char.IsAsciiHexDigit) ? hash.Digest.ToLowerInvariant() : null;
        }
        return null;
    }

    /// <summary>Is a file that matches it beyond doubt the file that was meant?</summary>
    public static bool IsSecure(FileHash hash) => LengthOf(hash.Algorithm) >= 56;
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Indexes.Downloading;

/// <summary>
/// The sha256 of files that lie on this machine outside the cache, such as the wheels of a find-links folder: each is read once.
/// A file is known by its path, size, time and number (<see cref="FileStamp"/>).
/// </summary>
/// <remarks>One small file each: the stamp and the digest, and a checksum of both. What can't be read is forgotten.</remarks>
/// <param name="cacheDirectory">Absolute.</param>
internal sealed class LocalDigests(string cacheDirectory)
{
    private const int StampLength = 3 * sizeof(long);

    // What was written a moment ago may be written again without another time.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly string _folder = new UserCache(cacheDirectory).Digests;

    /// <summary>Nothing is recalled; what is found out is remembered all the same.</summary>
    public bool IsIgnored { get; init; }

    /// <param name="path">Absolute.</param>
    /// <returns>In lower-case hexadecimal digits; null if the file was never read, or is another one now.</returns>
    public string? Recall(string path) =>
        !IsIgnored
        && SealedBytes.Read(PathOf(path)) is { Length: StampLength + SHA256.HashSizeInBytes } known
        && FileStamp.Of(path) is { } stamp
        && known.Span[..StampLength].SequenceEqual(Encode(stamp))
            ? Convert.ToHexStringLower(known.Span[StampLength..])
            : null;

    /// <summary>Keeps a digest; a disk that takes no more is no reason to fail.</summary>
    /// <param name="stamp">Of before the file was read. Nothing is kept if it has changed since, or has just been written.</param>
    /// <param name="sha256">In hexadecimal digits.</param>
    public void Remember(string path, FileStamp stamp, string sha256)
    {
        bool isSettled = DateTime.UtcNow - new DateTime(stamp.Modified, DateTimeKind.Utc) > Settled && FileStamp.Of(path) == stamp;
        if (!isSettled)
            return;
        try
        {
            SealedBytes.Write(PathOf(path), [.. Encode(stamp), .. Convert.FromHexString(sha256)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is read again next time.
        }
    }

    private static byte[] Encode(FileStamp stamp)
    {
        byte[] bytes = new byte[StampLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, stamp.Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), stamp.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2 * sizeof(long)), stamp.Identity);
        return bytes;
    }

    private string PathOf(string path) => UserCache.FileOf(_folder, Digest.OfText(path));
}

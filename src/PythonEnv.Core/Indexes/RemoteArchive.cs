using System.IO.Compression;
using System.IO.Hashing;
using PythonEnv.Indexes.Transport;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Indexes;

/// <summary>One small entry of a zip archive on a server: the end, the central directory and the entry are fetched, nothing else.</summary>
internal static class RemoteArchive
{
    private const int LargestDirectory = 32 * 1024 * 1024;

    // What a local header may hold besides its fixed part and a name as long as that in the directory.
    private const int Slack = 1024;

    /// <param name="isWanted">Whether an entry's path is the one.</param>
    /// <param name="limit">The largest unpacked size.</param>
    /// <returns>Null if the server has no ranges, or the archive no such entry.</returns>
    /// <exception cref="FetchException">The file can't be had.</exception>
    /// <exception cref="InvalidDataException">It is no archive, or the server answers nonsense.</exception>
    public static async Task<byte[]?> ReadEntryAsync(
        HttpFetcher fetcher, Uri url, Func<string, bool> isWanted, int limit, CancellationToken cancellation)
    {
        if (await RemoteFile.OpenAsync(fetcher, url, cancellation).ConfigureAwait(false) is not { } file)
            return null;
        ZipDirectory directory = ZipDirectory.Find(file.Tail.Span, file.Length);
        if (directory.Size > LargestDirectory)
            throw new InvalidDataException("its central directory is too large");
        ReadOnlyMemory<byte> headers = await file.ReadAsync(directory.Offset, (int)directory.Size, cancellation).ConfigureAwait(false);
        if (Find(headers.Span, isWanted) is not { } header || header.Size > limit || header.CompressedSize > limit)
            return null;

        int length = ZipHeader.LocalLength + System.Text.Encoding.UTF8.GetByteCount(header.Name) + Slack + (int)header.CompressedSize;
        ReadOnlyMemory<byte> entry = await file.ReadAsync(header.Offset, length, cancellation).ConfigureAwait(false);
        return Unpack(header, entry);
    }

    private static ZipHeader? Find(ReadOnlySpan<byte> headers, Func<string, bool> isWanted)
    {
        while (headers.Length > 0)
        {
            ZipHeader header = ZipHeader.ReadCentral(headers);
            if (isWanted(header.Name))
                return header;
            headers = headers[header.Length..];
        }
        return null;
    }

    private static byte[] Unpack(in ZipHeader header, ReadOnlyMemory<byte> entry)
    {
        if (entry.Length < ZipHeader.LocalLength)
            throw new InvalidDataException("an entry lies outside the file");
        int start = ZipHeader.LocalLengthOf(entry.Span);
        if (start + header.CompressedSize > entry.Length)
            throw new InvalidDataException("an entry lies outside the file");
        if (header.Contradiction(ZipHeader.ReadLocal(entry.Span)) is { } contradiction)
            throw new InvalidDataException(contradiction);
        byte[] packed = entry.Slice(start, (int)header.CompressedSize).ToArray();
        byte[] bytes = header.Method == 0 ? packed : Inflate(packed, (int)header.Size);
        return bytes.Length == header.Size && Crc32.HashToUInt32(bytes) == header.Crc
            ? bytes
            : throw new InvalidDataException("an entry is damaged");
    }

    private static byte[] Inflate(byte[] packed, int size)
    {
        byte[] bytes = new byte[size];
        using var stream = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        stream.ReadExactly(bytes);
        return bytes;
    }
}

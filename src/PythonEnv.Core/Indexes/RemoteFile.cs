using System.Net;
using System.Net.Http.Headers;
using PythonEnv.Indexes.Transport;

namespace PythonEnv.Indexes;

/// <summary>A file on a server that answers ranges, read piece by piece. Its end is at hand from the start.</summary>
internal sealed class RemoteFile
{
    /// <summary>Enough for the directory of most wheels.</summary>
    private const int TailLength = 64 * 1024;

    private readonly HttpFetcher _fetcher;
    private readonly Uri _url;
    private readonly ByteRange _tail;

    private RemoteFile(HttpFetcher fetcher, Uri url, ByteRange tail)
    {
        _fetcher = fetcher;
        _url = url;
        _tail = tail;
    }

    /// <summary>Bytes.</summary>
    public long Length => _tail.Total;

    /// <summary>The last bytes of the file.</summary>
    public ReadOnlyMemory<byte> Tail => _tail.Bytes;

    /// <summary>Asks for the end of the file.</summary>
    /// <returns>Null if the server does not answer ranges.</returns>
    /// <exception cref="FetchException">It can't be had.</exception>
    public static async Task<RemoteFile?> OpenAsync(HttpFetcher fetcher, Uri url, CancellationToken cancellation)
    {
        try
        {
            ByteRange? tail = await FetchAsync(fetcher, url, new RangeHeaderValue(null, TailLength), TailLength, cancellation)
                .ConfigureAwait(false);
            return tail is not null && tail.Start + tail.Bytes.Length == tail.Total ? new RemoteFile(fetcher, url, tail) : null;
        }
        // Servers and the firewalls before them refuse ranges by any status, or hang up. If the file can't be had, its plain request says
        // so.
        catch (FetchException e) when (e.IsOfRequest)
        {
            return null;
        }
    }

    /// <summary>A piece of the file; shorter than asked for only at its end.</summary>
    /// <exception cref="InvalidDataException">The server answers with something else.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(long offset, int length, CancellationToken cancellation)
    {
        if (offset < 0 || offset >= Length)
            throw new InvalidDataException("an entry lies outside the file");
        length = (int)Math.Min(length, Length - offset);
        if (offset >= _tail.Start)
            return Tail.Slice((int)(offset - _tail.Start), length);
        var range = new RangeHeaderValue(offset, offset + length - 1);
        ByteRange? piece = await FetchAsync(_fetcher, _url, range, length, cancellation).ConfigureAwait(false);
        bool isAsked = piece is not null && piece.Start == offset && piece.Bytes.Length == length;
        bool isSameFile = piece?.Total == Length && Equals(piece.Tag, _tail.Tag);
        return isAsked && isSameFile ? piece!.Bytes : throw new InvalidDataException("the server answers a range with another one");
    }

    private static Task<ByteRange?> FetchAsync(
        HttpFetcher fetcher, Uri url, RangeHeaderValue range, int limit, CancellationToken cancellation) =>
        fetcher.FetchAsync(
            () => new FetchRequest(url) { Range = range, IsShortcut = true, RetriesWhenCut = 1 },
            (answer, token) => ReadPieceAsync(answer, limit, token), cancellation);

    private static async Task<ByteRange?> ReadPieceAsync(FetchAnswer answer, int limit, CancellationToken cancellation)
    {
        if (answer.Response.StatusCode != HttpStatusCode.PartialContent
            || answer.Response.Content.Headers.ContentRange is not { From: { } start, To: { } end, Length: { } total }
            || end - start >= limit)
        {
            return null;
        }
        byte[]? bytes = await PageReader.ReadAllAsync(answer.Body, limit, cancellation).ConfigureAwait(false);
        return bytes?.Length == end - start + 1
            ? new ByteRange(start, total, bytes, answer.Response.Headers.ETag)
            : throw new IOException("a range broke off");
    }

    private sealed record ByteRange(long Start, long Total, byte[] Bytes, EntityTagHeaderValue? Tag);
}

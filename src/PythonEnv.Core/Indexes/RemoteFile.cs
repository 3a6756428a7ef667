using System.Net;
using System.Net.Http.Headers;
using PythonEnv.Indexes.Transport;

namespace PythonEnv.Indexes;

/// <summary>A file on a server that answers ranges, read piece by piece: enough of a stream to find one entry of a zip archive.</summary>
internal sealed class RemoteFile : Stream
{
    private const int PieceSize = 64 * 1024;

    private readonly HttpFetcher _fetcher;
    private readonly Uri _url;
    private readonly EntityTagHeaderValue? _tag;
    private readonly SortedDictionary<long, byte[]> _pieces = [];
    private long _position;

    private RemoteFile(HttpFetcher fetcher, Uri url, Piece last)
    {
        _fetcher = fetcher;
        _url = url;
        _tag = last.Tag;
        Length = last.Total;
        _pieces[last.Start] = last.Bytes;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>Asks for the end of the file.</summary>
    /// <returns>Null if the server does not answer ranges.</returns>
    /// <exception cref="FetchException">It can't be had.</exception>
    public static async Task<RemoteFile?> OpenAsync(HttpFetcher fetcher, Uri url, CancellationToken cancellation)
    {
        try
        {
            Piece? end = await FetchAsync(fetcher, url, new RangeHeaderValue(null, PieceSize), cancellation).ConfigureAwait(false);
            return end is null || end.Start + end.Bytes.Length != end.Total ? null : new RemoteFile(fetcher, url, end);
        }
        catch (FetchException e) when (e.Status is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.NotImplemented)
        {
            return null;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= Length || buffer.Length == 0)
            return 0;
        (long start, byte[] bytes) = await PieceAtAsync(_position, cancellationToken).ConfigureAwait(false);
        int offset = (int)(_position - start);
        int count = Math.Min(buffer.Length, bytes.Length - offset);
        bytes.AsMemory(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task<(long Start, byte[] Bytes)> PieceAtAsync(long position, CancellationToken cancellation)
    {
        foreach ((long start, byte[] bytes) in _pieces)
        {
            if (position >= start && position < start + bytes.Length)
                return (start, bytes);
        }
        long end = Math.Min(position + PieceSize, Length) - 1;
        Piece? piece = await FetchAsync(_fetcher, _url, new RangeHeaderValue(position, end), cancellation).ConfigureAwait(false);
        if (piece is null || piece.Start != position || piece.Bytes.Length != end - position + 1 || piece.Total != Length || !Equals(piece.Tag, _tag))
            throw new InvalidDataException("the server answers a range with another one");
        _pieces[position] = piece.Bytes;
        return (position, piece.Bytes);
    }

    private static Task<Piece?> FetchAsync(HttpFetcher fetcher, Uri url, RangeHeaderValue range, CancellationToken cancellation) =>
        fetcher.FetchAsync(() => new FetchRequest(url) { Range = range }, ReadPieceAsync, cancellation);

    private static async Task<Piece?> ReadPieceAsync(FetchAnswer answer, CancellationToken cancellation)
    {
        if (answer.Response.StatusCode != HttpStatusCode.PartialContent
            || answer.Response.Content.Headers.ContentRange is not { From: { } start, To: { } end, Length: { } total }
            || end - start >= PieceSize)
        {
            return null;
        }
        byte[]? bytes = await IndexClient.ReadAllAsync(answer.Body, PieceSize, cancellation).ConfigureAwait(false);
        return bytes?.Length == end - start + 1 ? new Piece(start, total, bytes, answer.Response.Headers.ETag) : throw new IOException("a range broke off");
    }

    private sealed record Piece(long Start, long Total, byte[] Bytes, EntityTagHeaderValue? Tag);
}

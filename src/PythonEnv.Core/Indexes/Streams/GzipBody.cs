using System.IO.Compression;

namespace PythonEnv.Indexes.Streams;

/// <summary>
/// Unpacks an answer that comes as gzip (RFC 1952), and says of one that was cut off what HTTP says of it (<see cref="HttpIOException"/>):
/// the framework takes what came of it for the whole.
/// </summary>
internal sealed class GzipBody : AwaitedStream
{
    private readonly Packed _packed;
    private long _length;

    public GzipBody(Stream packed)
        : this(new Packed(packed))
    {
    }

    private GzipBody(Packed packed)
        : base(new GZipStream(packed, CompressionMode.Decompress)) => _packed = packed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int length = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _length += length;
        // The last four bytes are the length of what was packed (section 2.3.1).
        if (length == 0 && !buffer.IsEmpty && _packed.End != (uint)_length)
            throw new HttpIOException(HttpRequestError.ResponseEnded);
        return length;
    }

    /// <summary>Remembers the last four bytes that went through it.</summary>
    private sealed class Packed(Stream inner) : AwaitedStream(inner)
    {
        /// <summary>These as a number, the lowest byte first; no length while nothing came.</summary>
        public uint End { get; private set; } = uint.MaxValue;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int length = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            foreach (byte next in buffer.Span[Math.Max(0, length - sizeof(uint))..length])
                End = (End >> 8) | ((uint)next << 24);
            return length;
        }
    }
}

using System.IO.Compression;
using PythonEnv.Host.Files;

namespace PythonEnv.Indexes.Transport;

/// <summary>
/// Unpacks an answer that comes as gzip (RFC 1952), and says of one that was cut off what HTTP says of it (<see cref="HttpIOException"/>):
/// the framework takes what came of it for the whole.
/// </summary>
internal sealed class GzipBody : ForwardStream
{
    private readonly Packed _packed;
    private readonly GZipStream _unpacked;
    private long _length;

    public GzipBody(Stream packed)
    {
        _packed = new Packed(packed);
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int length = await _unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _length += length;
        // The last four bytes are the length of what was packed (section 2.3.1).
        if (length == 0 && !buffer.IsEmpty && _packed.End != (uint)_length)
            throw new HttpIOException(HttpRequestError.ResponseEnded);
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Remembers the last four bytes that went through it.</summary>
    private sealed class Packed(Stream inner) : ForwardStream
    {
        /// <summary>These as a number, the lowest byte first; no length while nothing came.</summary>
        public uint End { get; private set; } = uint.MaxValue;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int length = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            foreach (byte next in buffer.Span[Math.Max(0, length - sizeof(uint))..length])
                End = (End >> 8) | ((uint)next << 24);
            return length;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

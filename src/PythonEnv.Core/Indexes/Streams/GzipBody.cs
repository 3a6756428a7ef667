using System.IO.Compression;

namespace PythonEnv.Indexes.Streams;

/// <summary>
/// Unpacks an answer that comes as gzip (RFC 1952), of one member or of several (section 2.2). Of one that was cut off it says what HTTP
/// says of it (<see cref="HttpIOException"/>): the framework takes what came of it for the whole.
/// </summary>
internal sealed class GzipBody : AwaitedStream
{
    // A member of our own is put behind the answer. It comes out as it went in only where the one before it was whole.
    private static readonly byte[] Mark = "all of it came"u8.ToArray();
    private static readonly byte[] PackedMark = Pack(Mark);

    private readonly Packed _packed;
    private bool _isWhole;

    public GzipBody(Stream packed)
        : this(new Packed(packed))
    {
    }

    private GzipBody(Packed packed)
        : base(new GZipStream(packed, CompressionMode.Decompress)) => _packed = packed;

    /// <param name="buffer">At least 16 bytes.</param>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isWhole)
            return 0;
        int length = 0;
        try
        {
            length = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException) when (_packed.HasEnded)
        {
            // The mark made no sense behind what came.
        }
        if (!_packed.HasEnded)
            return length;
        _isWhole = !_packed.IsEmpty && buffer.Span[..length].SequenceEqual(Mark);
        return _isWhole ? 0 : throw new HttpIOException(HttpRequestError.ResponseEnded);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The answer as it comes, and the mark behind it.</summary>
    private sealed class Packed(Stream inner) : AwaitedStream(inner)
    {
        /// <summary>All that came has been read and unpacked, and the mark as well.</summary>
        public bool HasEnded { get; private set; }

        /// <summary>Nothing came.</summary>
        public bool IsEmpty { get; private set; } = true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (HasEnded)
                return 0;
            int length = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (length > 0)
            {
                IsEmpty = false;
                return length;
            }
            HasEnded = true;
            PackedMark.CopyTo(buffer);
            return PackedMark.Length;
        }
    }
}

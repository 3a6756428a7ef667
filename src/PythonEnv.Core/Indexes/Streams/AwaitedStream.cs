using PythonEnv.Host.Files;

namespace PythonEnv.Indexes.Streams;

/// <summary>What comes through another stream from a server: nobody blocks a thread to read it.</summary>
/// <param name="inner">Disposed with it.</param>
internal abstract class AwaitedStream(Stream inner) : ForwardStream
{
    protected Stream Inner => inner;

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(Span<byte> buffer) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

using PythonEnv.Host.Files;

namespace PythonEnv.Indexes.Transport;

/// <summary>Reads from another stream and gives up with a <see cref="TimeoutException"/> when nothing comes for too long.</summary>
internal sealed class StallGuardStream(Stream inner, TimeSpan patience) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = inner.ReadAsync(buffer, cancellationToken);
        if (read.IsCompleted || patience == Timeout.InfiniteTimeSpan)
            return await read.ConfigureAwait(false);
        return await read.AsTask().WaitAsync(patience, cancellationToken).ConfigureAwait(false);
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

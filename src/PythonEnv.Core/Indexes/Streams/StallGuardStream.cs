using System.Diagnostics;

namespace PythonEnv.Indexes.Streams;

/// <summary>What comes is too little to wait for.</summary>
internal sealed class DrippingException() : IOException("less than a kilobyte a second came");

/// <summary>
/// Reads from another stream and gives up with a <see cref="TimeoutException"/> when nothing comes for too long; with a <see
/// cref="DrippingException"/> when twice as long brings less than a kilobyte a second.
/// </summary>
internal sealed class StallGuardStream(Stream inner, TimeSpan patience) : AwaitedStream(inner)
{
    private const int FewestBytesPerSecond = 1024;

    private long _since = Stopwatch.GetTimestamp();
    private long _received;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> read = Inner.ReadAsync(buffer, cancellationToken);
        if (patience == Timeout.InfiniteTimeSpan)
            return await read.ConfigureAwait(false);
        int length = read.IsCompleted
            ? await read.ConfigureAwait(false)
            : await read.AsTask().WaitAsync(patience, cancellationToken).ConfigureAwait(false);
        Measure(length);
        return length;
    }

    private void Measure(int length)
    {
        _received += length;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_since);
        if (length == 0 || elapsed < 2 * patience)
            return;
        if (_received < FewestBytesPerSecond * elapsed.TotalSeconds)
            throw new DrippingException();
        _since = Stopwatch.GetTimestamp();
        _received = 0;
    }
}

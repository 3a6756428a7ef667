using System.Collections.Concurrent;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Platform;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Installing;

/// <summary>A wheel on its way into the cache.</summary>
/// <param name="Fetched">Ends when it is on this machine, with what unpacks it.</param>
/// <param name="Unpacked">Ends when it is an archive of the cache.</param>
internal sealed record Arrival(Task<Func<CachedArchive>> Fetched, Task<CachedArchive> Unpacked);

/// <summary>
/// Brings wheels into the cache, each once, whoever asks for it first: a plan that has found a wheel whose hash is pinned begins with it
/// while its neighbours are still looked for. Nothing but the cache is touched.
/// </summary>
internal sealed class WheelArrivals(ArchiveCache cache, IWheelSource source) : IDisposable
{
    private const int Fetches = 50;

    // As long as pages and METADATA are asked for, they come first.
    private const int EarlyFetches = 8;

    private readonly ConcurrentDictionary<string, Lazy<Arrival>> _arrivals = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _fetching = new(EarlyFetches);
    private readonly SemaphoreSlim _unpacking = new(NativeSystem.Processors);
    private readonly CancellationTokenSource _givenUp = new();
    private int _isPlanned;

    /// <summary>The plan stands: nothing else is asked for any more.</summary>
    public void EndPlanning()
    {
        if (Interlocked.Exchange(ref _isPlanned, 1) == 0)
            _fetching.Release(Fetches - EarlyFetches);
    }

    /// <summary>Fetches and unpacks a wheel, unless that was begun already.</summary>
    /// <remarks>The tasks fail with a <see cref="PythonEnvException"/>: PYENV3006, PYENV3007, PYENV4002 or PYENV4005.</remarks>
    public Arrival Begin(DistributionFile file, CancellationToken cancellation) => file.Sha256 is { } sha256
        ? _arrivals.GetOrAdd(sha256, _ => new Lazy<Arrival>(() => BeginAnew(file, cancellation))).Value
        : BeginAnew(file, cancellation);

    /// <summary>Fetches and unpacks a wheel, whether or not that was done before.</summary>
    public Arrival BeginAnew(DistributionFile file, CancellationToken cancellation) => source.FindLarge(file) is { } large
        ? Unpack(Task.FromResult(() => cache.Unpack(large.Path, large.Sha256, large.Prove, cancellation)), cancellation)
        : Begin(token => source.FetchAsync(file, token), cancellation, () => source.Forget(file));

    /// <summary>Unpacks a wheel that is fetched or made in its turn.</summary>
    /// <param name="forget">Is called if it is no wheel.</param>
    public Arrival Begin(
        Func<CancellationToken, Task<LocalWheel>> obtain, CancellationToken cancellation, Action? forget = null) =>
        Unpack(Task.Run(() => ObtainAsync(obtain, forget, cancellation), cancellation), cancellation);

    /// <summary>Gives up what nobody has waited for, and waits until none of it runs any more.</summary>
    public void Dispose()
    {
        _givenUp.Cancel();
        // What has failed is told by whoever wanted it.
        Task all = Task.WhenAll(_arrivals.Values.Select(arrival => arrival.Value.Unpacked));
        all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _givenUp.Dispose();
        _fetching.Dispose();
        _unpacking.Dispose();
    }

    private async Task<Func<CachedArchive>> ObtainAsync(
        Func<CancellationToken, Task<LocalWheel>> obtain, Action? forget, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _givenUp.Token);
        await _fetching.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            LocalWheel wheel = await obtain(either.Token).ConfigureAwait(false);
            return () => Unpack(wheel, forget, cancellation);
        }
        finally
        {
            _fetching.Release();
        }
    }

    private CachedArchive Unpack(LocalWheel wheel, Action? forget, CancellationToken cancellation)
    {
        try
        {
            return cache.Unpack(wheel.Path, wheel.Sha256, cancellation);
        }
        catch (PythonEnvException refused) when (refused.Diagnostic.Rule == DiagnosticCatalog.WheelMalformed)
        {
            forget?.Invoke();
            throw;
        }
    }

    private Arrival Unpack(Task<Func<CachedArchive>> fetched, CancellationToken cancellation)
    {
        return new Arrival(fetched, UnpackAsync());

        async Task<CachedArchive> UnpackAsync()
        {
            Func<CachedArchive> unpack = await fetched.ConfigureAwait(false);
            await _unpacking.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await Task.Run(unpack, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _unpacking.Release();
            }
        }
    }
}

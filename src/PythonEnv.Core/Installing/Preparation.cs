using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Platform;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Planning;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Installing;

/// <summary>A pin whose archive is in the cache.</summary>
internal sealed record PreparedPin(PlannedPin Planned, CachedArchive Archive);

/// <summary>The first half of a direct installation: every distribution of the plan becomes an archive of the cache.</summary>
internal sealed class Preparation(
    ArchiveCache cache, IWheelSource source, IWheelBuilder builder, InstallRequest request, IProgress<InstallProgress>? progress)
{
    private const int ParallelFetches = 50;
    private readonly ConcurrentQueue<Diagnostic> _diagnostics = new();
    private readonly FetchFindings _unreachable = new();
    private int _fetched;
    private int _unpacked;

    /// <summary>What is wrong, of all distributions, in the order of the plan.</summary>
    public IEnumerable<Diagnostic> Diagnostics =>
        _diagnostics.Concat(_unreachable.Describe()).Distinct().OrderBy(diagnostic => diagnostic.Message, StringComparer.Ordinal);

    /// <returns>In the order of the plan, without those that can't be had.</returns>
    public async Task<PreparedPin[]> RunAsync(CancellationToken cancellation)
    {
        ImmutableArray<PlannedPin> plan = request.Pins;
        PreparedPin?[] prepared = new PreparedPin?[plan.Length];
        ParallelWork.For(plan.Length, i => prepared[i] = FindCached(plan[i]), cancellation);
        if (Array.TrueForAll(prepared, static found => found is not null))
            return [.. prepared!];
        int[] missing =
        [
            .. Enumerable.Range(0, plan.Length).Where(i => prepared[i] is null).OrderByDescending(i => plan[i].File.Size ?? 0),
        ];
        using SemaphoreSlim fetching = new(ParallelFetches);
        using SemaphoreSlim unpacking = new(NativeSystem.Processors);
        await Task.WhenAll(missing.Select(PrepareAtAsync)).ConfigureAwait(false);
        return [.. prepared.OfType<PreparedPin>()];

        async Task PrepareAtAsync(int i) =>
            prepared[i] = await PrepareAsync(plan[i], missing.Length, fetching, unpacking, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Makes an archive good that is not as it was unpacked: where only its times differ it gets them back, else it is unpacked anew.
    /// </summary>
    public async Task<PreparedPin> RenewAsync(PreparedPin damaged, CancellationToken cancellation)
    {
        if (ArchiveProof.TryRestamp(damaged.Archive))
            return damaged;
        cache.Drop(damaged.Archive.Sha256);
        LocalWheel wheel = await ObtainAsync(damaged.Planned, cancellation).ConfigureAwait(false);
        return Accept(damaged.Planned, cache.Unpack(wheel.Path, wheel.Sha256, cancellation));
    }

    private PreparedPin? FindCached(PlannedPin planned)
    {
        bool isWheel = planned.File.IsWheel && planned.File.Sha256 is not null;
        if (!isWheel || cache.Find(planned.File.Sha256!) is not { } archive)
            return null;
        // Another size or digest than the declared ones is told where the file is fetched.
        if (planned.File.Size is { } size && size != archive.Manifest.WheelSize)
            return null;
        if (!DigestCheck.Suffices(planned.File.Hashes, planned.File.IndexHashes, [[new FileHash("sha256", archive.Sha256)]]))
            return null;
        if (request.ProvesCache && !ArchiveProof.IsIntact(archive))
        {
            cache.Drop(archive.Sha256);
            return null;
        }
        try
        {
            return Accept(planned, archive);
        }
        catch (PythonEnvException refused)
        {
            _diagnostics.Enqueue(refused.Diagnostic);
            return null;
        }
    }

    private async Task<PreparedPin?> PrepareAsync(
        PlannedPin planned, int total, SemaphoreSlim fetching, SemaphoreSlim unpacking, CancellationToken cancellation)
    {
        try
        {
            if (!planned.File.IsWheel)
                progress?.Report(new InstallProgress(InstallStage.Building, planned.Name, _fetched, total));
            Func<CachedArchive> unpack = await FindUnpackingAsync(planned, fetching, cancellation).ConfigureAwait(false);
            progress?.Report(new InstallProgress(InstallStage.Fetching, planned.Name, Interlocked.Increment(ref _fetched), total));
            CachedArchive archive = await Throttled(unpacking, () => Task.Run(unpack, cancellation), cancellation).ConfigureAwait(false);
            progress?.Report(new InstallProgress(InstallStage.Unpacking, planned.Name, Interlocked.Increment(ref _unpacked), total));
            return Accept(planned, archive);
        }
        catch (PythonEnvException refused)
        {
            if (!_unreachable.TryAdd(refused, planned.Pin.Where))
                _diagnostics.Enqueue(refused.Diagnostic.LedToBy(planned.Pin.Where));
            return null;
        }
    }

    private async Task<Func<CachedArchive>> FindUnpackingAsync(PlannedPin planned, SemaphoreSlim fetching, CancellationToken cancellation)
    {
        if (planned.File.IsWheel && source.FindLarge(planned.File) is { } large)
            return () => cache.Unpack(large.Path, large.Sha256, large.Prove, cancellation);
        LocalWheel wheel = await Throttled(fetching, () => ObtainAsync(planned, cancellation), cancellation).ConfigureAwait(false);
        return () => cache.Unpack(wheel.Path, wheel.Sha256, cancellation);
    }

    private async Task<LocalWheel> ObtainAsync(PlannedPin planned, CancellationToken cancellation) => planned.File.IsWheel
        ? await source.FetchAsync(planned.File, cancellation).ConfigureAwait(false)
        : await builder.BuildAsync(planned, request.Target, cancellation).ConfigureAwait(false);

    /// <summary>The same bytes may have been unpacked under another file name; what counts is what the plan wants.</summary>
    private PreparedPin Accept(PlannedPin planned, CachedArchive archive)
    {
        ArchiveManifest manifest = archive.Manifest;
        bool isWanted = PackageName.Normalize(manifest.Name) == planned.Name
            && PythonVersion.TryParse(manifest.Version, out PythonVersion? version)
            && (planned.Version.Length == 0 || (PythonVersion.TryParse(planned.Version, out PythonVersion? wanted) && version == wanted));
        if (!isWanted)
        {
            Diagnostic refusal = WheelRefusal.Describe(
                planned.File.FileName,
                null,
                $"it holds `{manifest.Name} {manifest.Version}`, and `{planned.Name} {planned.Version}` is wanted");
            throw new PythonEnvException(refusal with { Where = planned.Pin.Where });
        }
        foreach (string warning in manifest.Warnings)
            _diagnostics.Enqueue(WheelRefusal.Warn(planned.File.FileName, warning) with { Where = planned.Pin.Where });
        return new PreparedPin(planned, archive);
    }

    private static async Task<T> Throttled<T>(SemaphoreSlim semaphore, Func<Task<T>> work, CancellationToken cancellation)
    {
        await semaphore.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            semaphore.Release();
        }
    }
}

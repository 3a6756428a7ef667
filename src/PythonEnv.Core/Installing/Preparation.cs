using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Metadata;
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
    ArchiveCache cache, WheelArrivals arrivals, IWheelBuilder builder, InstallRequest request, IProgress<InstallProgress>? progress)
{
    private readonly ConcurrentQueue<Diagnostic> _diagnostics = new();
    private readonly FetchFindings _unreachable = new();
    private int _fetched;
    private int _unpacked;

    /// <summary>What is wrong, of all distributions, ordered by message: the work is done in any order.</summary>
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
        arrivals.EndPlanning();
        await Task.WhenAll(missing.Select(PrepareAtAsync)).ConfigureAwait(false);
        return [.. prepared.OfType<PreparedPin>()];

        async Task PrepareAtAsync(int i) =>
            prepared[i] = await PrepareAsync(plan[i], missing.Length, cancellation).ConfigureAwait(false);
    }

    /// <summary>Work over all archives. One that turns out not to be as it was unpacked is made anew, and the work begun again.</summary>
    /// <param name="pins">Those made anew take their places in it.</param>
    public async Task<T> OverIntactAsync<T>(PreparedPin[] pins, Func<T> work, CancellationToken cancellation)
    {
        for (int renewed = 0; ; renewed++)
        {
            int index;
            try
            {
                return work();
            }
            catch (ArchiveDamagedException damaged) when (renewed < pins.Length)
            {
                index = Array.FindIndex(pins, pin => pin.Archive == damaged.Archive);
            }
            pins[index] = await RenewAsync(pins[index], cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Makes an archive good that is not as it was unpacked: where only its times differ it gets them back, else it is unpacked anew.
    /// </summary>
    public async Task<PreparedPin> RenewAsync(PreparedPin damaged, CancellationToken cancellation)
    {
        if (ArchiveProof.TryRestamp(damaged.Archive))
            return damaged;
        cache.Drop(damaged.Archive.Sha256);
        DistributionFile file = damaged.Planned.File;
        Arrival arrival = file.IsWheel ? arrivals.BeginAnew(file, cancellation) : Build(damaged.Planned, cancellation);
        return Accept(damaged.Planned, await arrival.Unpacked.ConfigureAwait(false));
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

    private async Task<PreparedPin?> PrepareAsync(PlannedPin planned, int total, CancellationToken cancellation)
    {
        try
        {
            if (!planned.File.IsWheel)
                progress?.Report(new InstallProgress(InstallStage.Building, planned.Name, _fetched, total));
            Arrival arrival = planned.File.IsWheel ? arrivals.Begin(planned.File, cancellation) : Build(planned, cancellation);
            await arrival.Fetched.ConfigureAwait(false);
            progress?.Report(new InstallProgress(InstallStage.Fetching, planned.Name, Interlocked.Increment(ref _fetched), total));
            CachedArchive archive = await arrival.Unpacked.ConfigureAwait(false);
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

    private Arrival Build(PlannedPin planned, CancellationToken cancellation) =>
        arrivals.Begin(token => builder.BuildAsync(planned, request.Target, token), cancellation);

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
}

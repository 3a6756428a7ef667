using System.Collections.Immutable;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Proving;
using PythonEnv.Host;
using PythonEnv.Installing.Launchers;
using PythonEnv.Installing.Linking;

namespace PythonEnv.Installing;

/// <summary>
/// This package's own installer: what the cache does not hold is fetched and unpacked, several at once and the largest first; then
/// everything is linked. Nothing of the environment is touched before every wheel has been proven.
/// </summary>
/// <param name="cache">Unpacked wheels of all builds of the user.</param>
/// <param name="arrivals">Brings what is missing there.</param>
/// <param name="builder">Makes wheels of source distributions and checkouts; the plan has none where that is not allowed.</param>
/// <param name="compiler">Makes byte-code, where the request asks for it.</param>
internal sealed class DirectInstaller(
    ArchiveCache cache, WheelArrivals arrivals, IWheelBuilder builder, IByteCompiler compiler) : IInstaller
{
    /// <inheritdoc/>
    public async Task<InstallResult> InstallAsync(
        InstallRequest request, IProgress<InstallProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            Preparation preparation = new(cache, arrivals, builder, request, progress);
            PreparedPin[] prepared = await preparation.RunAsync(cancellation).ConfigureAwait(false);
            List<Diagnostic> diagnostics = [.. preparation.Diagnostics];
            if (HasError(diagnostics))
                return new InstallResult([], [.. diagnostics]);
            FileOwners owners = await preparation
                .OverIntactAsync(prepared, () => FileOwners.Among(prepared, request.Target), cancellation)
                .ConfigureAwait(false);
            diagnostics.AddRange(owners.Diagnostics);
            if (HasError(diagnostics))
                return new InstallResult([], [.. diagnostics]);
            Linker linker = new(preparation, request.Target, owners, progress);
            prepared = await linker.LinkAsync(prepared, cancellation).ConfigureAwait(false);
            if (request.Compile)
            {
                ImmutableArray<CachedArchive> archives = [.. prepared.Select(item => item.Archive)];
                diagnostics.AddRange(await compiler.CompileAsync(archives, request, progress, cancellation).ConfigureAwait(false));
            }
            return new InstallResult(
                [.. prepared.Select((item, i) => Describe(item, owners, request.Compile ? null : linker.Placed[i]))], [.. diagnostics]);
        }
        catch (PythonEnvException refused)
        {
            return new InstallResult([], [refused.Diagnostic]);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            return new InstallResult([], [DiskProblem.Describe(disk, cache.Root, request)]);
        }
    }

    private static bool HasError(List<Diagnostic> diagnostics) =>
        diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error);

    // What is compiled comes into its RECORD afterwards.
    private static InstalledPin Describe(PreparedPin item, FileOwners owners, IReadOnlyList<ListedFile>? placed) =>
        new(item.Planned, item.Archive.Manifest.Version, item.Archive.Sha256, item.Archive.Manifest.DistInfo)
        {
            YieldsTo = owners.YieldsTo(item.Planned.Name),
            WheelSize = item.Archive.Manifest.WheelSize,
            Placed = placed,
        };

    /// <summary>The second half: everything is at hand.</summary>
    private sealed class Linker(Preparation preparation, InstallTarget target, FileOwners owners, IProgress<InstallProgress>? progress)
    {
        private readonly LinkPolicy _policy = LinkPolicy.For(target.Layout, target.LinkMode);
        private readonly LauncherStubs _stubs = new(target.Pip?.Location, target.LauncherArchitecture);
        private int _done;

        /// <summary>What stands in the environment, in the order of what was linked.</summary>
        public IReadOnlyList<ListedFile>[] Placed { get; private set; } = [];

        public async Task<PreparedPin[]> LinkAsync(PreparedPin[] items, CancellationToken cancellation)
        {
            PreparedPin[] linked = [.. items];
            Placed = new IReadOnlyList<ListedFile>[linked.Length];
            List<int> damaged = [];
            // The largest first, so that none is left to a single thread at the end.
            int[] order = new int[linked.Length];
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
            Array.Sort(order, (a, b) => linked[b].Archive.Manifest.Files.Length.CompareTo(linked[a].Archive.Manifest.Files.Length));
            ParallelWork.For(order.Length, i => Install(linked, order[i], damaged), cancellation);
            foreach (int index in damaged)
            {
                linked[index] = await preparation.RenewAsync(linked[index], cancellation).ConfigureAwait(false);
                Install(linked, index, damaged: null);
            }
            return linked;
        }

        private void Install(PreparedPin[] items, int index, List<int>? damaged)
        {
            try
            {
                Placed[index] = new WheelInstaller(target, _policy, _stubs, owners).Install(items[index]);
            }
            // Another build may have dropped the whole archive just now, because it found it damaged.
            catch (IOException e) when (
                damaged is not null && (e is ArchiveDamagedException || !Directory.Exists(items[index].Archive.Folder)))
            {
                lock (damaged)
                    damaged.Add(index);
                return;
            }
            int done = Interlocked.Increment(ref _done);
            progress?.Report(new InstallProgress(InstallStage.Linking, items[index].Planned.Name, done, items.Length));
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Files;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Records;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Planning;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// Installs by the base interpreter's pip, run by the environment's interpreter. Files are fetched and source distributions built
/// beforehand, by the same means as for <see cref="DirectInstaller"/>. So pip sees nothing but wheels on this machine and their hashes: no
/// index, no resolver, no builds. Each is unpacked into the cache and so proved as well. One rule says who owns what several of them bring,
/// which pip does not ask.
/// </summary>
/// <param name="cache">Where wheels are proved.</param>
/// <param name="source">Brings the files of the plan onto this machine.</param>
/// <param name="builder">Makes wheels of source distributions and checkouts.</param>
/// <param name="processes">Runs pip.</param>
internal sealed class PipInstaller(ArchiveCache cache, IWheelSource source, IWheelBuilder builder, IProcessRunner processes)
    : IInstaller
{
    private const int ParallelFetches = 8;

    /// <inheritdoc/>
    public async Task<InstallResult> InstallAsync(
        InstallRequest request, IProgress<InstallProgress>? progress, CancellationToken cancellation)
    {
        if (request.Pins.IsEmpty)
            return new InstallResult([], []);
        try
        {
            return await ProveAndInstallAsync(request, progress, cancellation).ConfigureAwait(false);
        }
        catch (PythonEnvException failed)
        {
            return new InstallResult([], [failed.Diagnostic]);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            return new InstallResult([], [DiskProblem.Describe(disk, cache.Root, request)]);
        }
    }

    private async Task<InstallResult> ProveAndInstallAsync(
        InstallRequest request, IProgress<InstallProgress>? progress, CancellationToken cancellation)
    {
        List<Diagnostic> diagnostics = [];
        Dictionary<PackageName, LocalWheel> wheels = await FetchAsync(request, diagnostics, progress, cancellation).ConfigureAwait(false);
        if (HasErrors())
            return new InstallResult([], [.. diagnostics]);
        (FileOwners owners, Dictionary<PackageName, ImmutableArray<RecordEntry>> byteCode) = FindOwners(request, wheels, cancellation);
        diagnostics.AddRange(owners.Diagnostics);
        if (HasErrors())
            return new InstallResult([], [.. diagnostics]);
        await RunPipAsync(request, wheels, cancellation).ConfigureAwait(false);
        return new InstallResult(Finish(request, wheels, byteCode, owners, progress), [.. diagnostics]);

        bool HasErrors() => diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error);
    }

    private async Task RunPipAsync(
        InstallRequest request, Dictionary<PackageName, LocalWheel> wheels, CancellationToken cancellation)
    {
        string requirements = Path.Combine(request.Target.Layout.Root, $".pythonenv-{Guid.NewGuid():N}.txt");
        try
        {
            await File.WriteAllTextAsync(requirements, Requirements(request.Pins, wheels), cancellation).ConfigureAwait(false);
            string[] arguments =
            [
                "install", "--no-deps", "--no-index", "--only-binary", ":all:", "--ignore-installed", "--require-hashes", "--no-cache-dir",
                "--no-warn-script-location", request.Compile ? "--compile" : "--no-compile", "--requirement", requirements,
            ];
            await new PipCommand(processes, request.Target).RunAsync(
                request.Target.Layout.Executable,
                arguments,
                ImmutableDictionary<string, string>.Empty,
                "pip can't install the distributions",
                SourceSpan.None,
                cancellation).ConfigureAwait(false);
        }
        finally
        {
            FileChange.Delete(requirements);
        }
    }

    /// <summary>By the RECORDs of the cache; an archive that is not as it was unpacked is made anew from its wheel.</summary>
    /// <returns>With what the wheels' own RECORDs say of byte-code.</returns>
    private (FileOwners Owners, Dictionary<PackageName, ImmutableArray<RecordEntry>> ByteCode) FindOwners(
        InstallRequest request, Dictionary<PackageName, LocalWheel> wheels, CancellationToken cancellation)
    {
        Dictionary<PackageName, ImmutableArray<RecordEntry>> byteCode = [];
        for (int renewed = 0; ; renewed++)
        {
            PreparedPin[] pins =
            [
                .. request.Pins.Select(planned => new PreparedPin(planned, ArchiveOf(wheels[planned.Name], cancellation)))
            ];
            try
            {
                foreach (PreparedPin pin in pins)
                    byteCode[pin.Planned.Name] = [.. pin.Archive.ReadRecord().Entries.Where(row => RecordEntry.IsByteCode(row.Path))];
                return (FileOwners.Among(pins, request.Target), byteCode);
            }
            catch (ArchiveDamagedException damaged) when (renewed < pins.Length)
            {
                cache.Drop(damaged.Archive.Sha256);
            }
        }
    }

    private CachedArchive ArchiveOf(LocalWheel wheel, CancellationToken cancellation) =>
        cache.Unpack(wheel.Path, wheel.Sha256, cancellation);

    /// <param name="diagnostics">Gets what is wrong with the others, and warnings.</param>
    /// <returns>Those that could be had.</returns>
    private async Task<Dictionary<PackageName, LocalWheel>> FetchAsync(
        InstallRequest request, List<Diagnostic> diagnostics, IProgress<InstallProgress>? progress, CancellationToken cancellation)
    {
        Dictionary<PackageName, LocalWheel> wheels = [];
        FetchFindings unreachable = new();
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = ParallelFetches };
        await Parallel.ForEachAsync(request.Pins, options, async (planned, token) =>
        {
            try
            {
                LocalWheel wheel = planned.File.IsWheel
                    ? await source.FetchAsync(planned.File, token).ConfigureAwait(false)
                    : await builder.BuildAsync(planned, request.Target, token).ConfigureAwait(false);
                CachedArchive archive = ArchiveOf(wheel, token);
                lock (wheels)
                {
                    diagnostics.AddRange(archive.Manifest.Warnings.Select(
                        warning => WheelRefusal.Warn(planned.File.FileName, warning) with { Where = planned.Pin.Where }));
                    wheels[planned.Name] = wheel;
                    progress?.Report(new InstallProgress(InstallStage.Fetching, planned.Name, wheels.Count, request.Pins.Length));
                }
            }
            catch (PythonEnvException refused)
            {
                if (refused.Diagnostic.Rule == DiagnosticCatalog.WheelMalformed)
                    source.Forget(planned.File);
                lock (wheels)
                {
                    if (!unreachable.TryAdd(refused, planned.Pin.Where))
                        diagnostics.Add(refused.Diagnostic.LedToBy(planned.Pin.Where));
                }
            }
        }).ConfigureAwait(false);
        diagnostics.AddRange(unreachable.Describe());
        return wheels;
    }

    /// <summary>Folders as URLs: a path with a blank would end at it.</summary>
    private static string Requirements(ImmutableArray<PlannedPin> plan, Dictionary<PackageName, LocalWheel> wheels)
    {
        StringBuilder text = new();
        foreach (string folder in wheels.Values.Select(wheel => Path.GetDirectoryName(wheel.Path)!).Distinct(StringComparer.Ordinal))
            text.Append("--find-links ").Append(FileUrl.Of(folder).AbsoluteUri).Append('\n');
        foreach (PlannedPin planned in plan)
            text.Append(CultureInfo.InvariantCulture, $"{planned.Name}=={planned.Version} --hash=sha256:{wheels[planned.Name].Sha256}\n");
        return text.ToString();
    }

    private static ImmutableArray<InstalledPin> Finish(
        InstallRequest request, Dictionary<PackageName, LocalWheel> wheels, Dictionary<PackageName, ImmutableArray<RecordEntry>> byteCode,
        FileOwners owners, IProgress<InstallProgress>? progress)
    {
        Dictionary<PackageName, InstalledDistribution> installed = [];
        foreach (InstalledDistribution distribution in InstalledDistribution.List(request.Target.Layout.SitePackages))
            installed[distribution.Name] = distribution;
        ImmutableArray<InstalledPin>.Builder result = ImmutableArray.CreateBuilder<InstalledPin>(request.Pins.Length);
        foreach (PlannedPin planned in request.Pins)
        {
            InstalledDistribution distribution = installed[planned.Name];
            LocalWheel wheel = wheels[planned.Name];
            new PipCorrections(request.Target, distribution, owners, byteCode[planned.Name])
                .Apply(DirectUrlRecord.Of(planned, wheel.Sha256));
            result.Add(new InstalledPin(planned, distribution.Version, wheel.Sha256, distribution.MetadataName)
            {
                WheelSize = new FileInfo(wheel.Path).Length,
                YieldsTo = owners.YieldsTo(planned.Name),
            });
            progress?.Report(new InstallProgress(InstallStage.Linking, planned.Name, result.Count, request.Pins.Length));
        }
        return result.MoveToImmutable();
    }
}

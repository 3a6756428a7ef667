using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Files;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Planning;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// Installs by the base interpreter's pip, run by the environment's interpreter. Files are fetched and source distributions built
/// beforehand, by the same means as for <see cref="DirectInstaller"/>, so that pip sees nothing but wheels on this machine and their
/// hashes: no index, no resolver, no builds.
/// </summary>
/// <param name="source">Brings the files of the plan onto this machine.</param>
/// <param name="builder">Makes wheels of source distributions and checkouts.</param>
/// <param name="processes">Runs pip.</param>
internal sealed class PipInstaller(IWheelSource source, IWheelBuilder builder, IProcessRunner processes) : IInstaller
{
    private const int ParallelFetches = 8;

    /// <inheritdoc/>
    public async Task<InstallResult> InstallAsync(
        InstallRequest request, IProgress<InstallProgress>? progress, CancellationToken cancellation)
    {
        if (request.Pins.IsEmpty)
            return new InstallResult([], []);
        Dictionary<PackageName, LocalWheel> wheels = [];
        List<Diagnostic> diagnostics = [];
        FetchFindings unreachable = new();
        await FetchAsync(request, wheels, diagnostics, unreachable, progress, cancellation).ConfigureAwait(false);
        diagnostics.AddRange(unreachable.Describe());
        if (diagnostics.Count > 0)
            return new InstallResult([], [.. diagnostics]);
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
        catch (PythonEnvException failed)
        {
            return new InstallResult([], [failed.Diagnostic]);
        }
        finally
        {
            FileChange.Delete(requirements);
        }
        return new InstallResult(Finish(request, wheels, progress), []);
    }

    private async Task FetchAsync(
        InstallRequest request,
        Dictionary<PackageName, LocalWheel> wheels,
        List<Diagnostic> diagnostics,
        FetchFindings unreachable,
        IProgress<InstallProgress>? progress,
        CancellationToken cancellation)
    {
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = ParallelFetches };
        await Parallel.ForEachAsync(request.Pins, options, async (planned, token) =>
        {
            try
            {
                LocalWheel wheel = planned.File.IsWheel
                    ? await source.FetchAsync(planned.File, token).ConfigureAwait(false)
                    : await builder.BuildAsync(planned, request.Target, token).ConfigureAwait(false);
                lock (wheels)
                {
                    wheels[planned.Name] = wheel;
                    progress?.Report(new InstallProgress(InstallStage.Fetching, planned.Name, wheels.Count, request.Pins.Length));
                }
            }
            catch (PythonEnvException refused)
            {
                lock (wheels)
                {
                    if (!unreachable.TryAdd(refused, planned.Pin.Where))
                        diagnostics.Add(refused.Diagnostic);
                }
            }
        }).ConfigureAwait(false);
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
        InstallRequest request, Dictionary<PackageName, LocalWheel> wheels, IProgress<InstallProgress>? progress)
    {
        Dictionary<PackageName, InstalledDistribution> installed = [];
        foreach (InstalledDistribution distribution in InstalledDistribution.List(request.Target.Layout.SitePackages))
            installed[distribution.Name] = distribution;
        ImmutableArray<InstalledPin>.Builder result = ImmutableArray.CreateBuilder<InstalledPin>(request.Pins.Length);
        foreach (PlannedPin planned in request.Pins)
        {
            InstalledDistribution distribution = installed[planned.Name];
            string sha256 = wheels[planned.Name].Sha256;
            new PipCorrections(request.Target, distribution.MetadataDirectory).Apply(DirectUrlRecord.Of(planned, sha256));
            result.Add(new InstalledPin(planned, distribution.Version, sha256, Path.GetFileName(distribution.MetadataDirectory)));
            progress?.Report(new InstallProgress(InstallStage.Linking, planned.Name, result.Count, request.Pins.Length));
        }
        return result.MoveToImmutable();
    }
}

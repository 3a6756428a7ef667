using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.RemoteCaching;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// Makes wheels of source distributions and checkouts by the base interpreter's pip (PEP 517), each in an isolated build environment. It
/// keeps them in the cache: <c>built-v1/KEY/NAME.whl</c>. The key covers the source's bytes or commit, the settings of the build, and the
/// interpreter's kind: a wheel built by one need not run on another.
/// </summary>
/// <param name="cacheRoot">The cache's folder.</param>
/// <param name="source">Fetches source distributions.</param>
/// <param name="processes">Runs pip.</param>
/// <param name="indexes">Where build tools come from.</param>
/// <param name="remote">Has what other machines have built; null where none is declared.</param>
internal sealed class SourceBuilder(
    string cacheRoot, IWheelSource source, IProcessRunner processes, IndexSettings indexes, RemoteCache? remote = null) : IWheelBuilder
{
    private static readonly PythonVersion FirstWithSettings = PythonVersion.Parse("23.1");

    private const string SourceVariable = "PYTHONENV_SOURCE";

    private readonly UserCache _cache = new(cacheRoot);

    /// <inheritdoc/>
    public async Task<LocalWheel> BuildAsync(PlannedPin planned, InstallTarget target, CancellationToken cancellation)
    {
        IndexUrl? checkout = planned.Pin.DirectUrl is { } url && url.Url.Scheme.Contains('+', StringComparison.Ordinal) ? url : null;
        LocalWheel? sdist = checkout is null ? await source.FetchAsync(planned.File, cancellation).ConfigureAwait(false) : null;
        string? below = UrlFragment.Subdirectory(planned.Pin.DirectUrl?.Url.OriginalString ?? "");
        RefuseOutside(planned, below);
        string fragment = below is null ? "" : $"#subdirectory={below}";
        string identity = checkout?.Url.OriginalString ?? sdist!.Sha256 + fragment;
        string key = Digest.OfText(
            string.Join('\n', identity, target.BaseExecutable, target.PythonVersion, target.CacheTag, target.Magic, Settings(planned.Pin)));
        string folder = Path.Combine(_cache.Built, key);
        if (Directory.Exists(folder))
            return await DescribeAsync(planned, folder, cancellation).ConfigureAwait(false);
        // Other machines have their interpreter elsewhere; what counts is what a wheel is built for.
        string sharedKey = RemoteCache.KeyOf(
            "wheel-v1", identity, target.Platform, target.PythonVersion, target.CacheTag, target.Magic, Settings(planned.Pin));
        if (remote is not null && await remote.FindResultAsync(sharedKey, cancellation).ConfigureAwait(false) is { } shared)
        {
            Adopt(shared, folder);
            return await DescribeAsync(planned, folder, cancellation).ConfigureAwait(false);
        }
        try
        {
            await BuildAsync(
                planned, target, checkout ?? IndexUrl.Parse(FileUrl.Of(sdist!.Path).AbsoluteUri + fragment), folder, cancellation)
                .ConfigureAwait(false);
        }
        catch (PythonEnvException) when (checkout is null)
        {
            source.Forget(planned.File);
            throw;
        }
        LocalWheel built = await DescribeAsync(planned, folder, cancellation).ConfigureAwait(false);
        if (remote is not null)
            await remote.KeepResultAsync(sharedKey, built, cancellation).ConfigureAwait(false);
        return built;
    }

    /// <summary>Takes a wheel that another machine has built into the folder for its key.</summary>
    private void Adopt(LocalWheel wheel, string folder)
    {
        string temporary = _cache.NewTemporary();
        Directory.CreateDirectory(temporary);
        FileChange.MakeFolderOf(folder);
        RegularFile.Copy(wheel.Path, Path.Combine(temporary, Path.GetFileName(wheel.Path)));
        try
        {
            FileChange.MoveFolder(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            FileChange.DeleteFolder(temporary);
        }
    }

    private async Task BuildAsync(
        PlannedPin planned, InstallTarget target, IndexUrl what, string folder, CancellationToken cancellation)
    {
        RefuseSettings(planned, target);
        ImmutableDictionary<string, string> credential = GitVariables.Of(what, target.Host, planned.Pin.Where);
        string temporary = _cache.NewTemporary();
        string requirements = temporary + ".txt";
        Directory.CreateDirectory(temporary);
        FileChange.MakeFolderOf(folder);
        try
        {
            // The query of a URL may hold a secret: pip reads it from a variable, which no other user of the machine sees.
            await File.WriteAllTextAsync(requirements, $"${{{SourceVariable}}}{Settings(planned.Pin)}\n", cancellation)
                .ConfigureAwait(false);
            ImmutableDictionary<string, string> variables = PipIndexVariables.Of(indexes)
                .Add(SourceVariable, what.Url.OriginalString)
                .AddRange(credential);
            string[] arguments = ["wheel", "--no-deps", "--no-cache-dir", "--wheel-dir", temporary, "-r", requirements];
            await new PipCommand(processes, target) { WorkingDirectory = temporary }.RunAsync(
                target.BaseExecutable,
                arguments,
                variables,
                $"`{Named(planned)}` can't be built from its source",
                planned.Pin.Where,
                cancellation).ConfigureAwait(false);
            FileChange.MoveFolder(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another build has made the same wheel meanwhile.
        }
        finally
        {
            FileChange.Delete(requirements);
            if (Directory.Exists(temporary))
                FileChange.DeleteFolder(temporary);
        }
    }

    // pip follows it out of the source, and ends it at a blank.
    private static void RefuseOutside(PlannedPin planned, string? folder)
    {
        bool isBelow = folder is null
            || (folder is not ['/' or '\\', ..]
                && !Path.IsPathRooted(folder)
                && !folder.Split('/', '\\').Contains("..")
                && !folder.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)));
        if (isBelow)
            return;
        throw new PythonEnvException(DiagnosticCatalog.RequirementUnreadable.At(
            planned.Pin.Where,
            $"the folder of `{Named(planned)}` is none of its source",
            $"its `subdirectory` is `{folder}`",
            "Name a folder below that of the source, without blanks"));
    }

    private static void RefuseSettings(PlannedPin planned, InstallTarget target)
    {
        if (planned.Pin.ConfigSettings.IsEmpty || target.Pip is not { } pip || pip.Version >= FirstWithSettings)
            return;
        throw new PythonEnvException(DiagnosticCatalog.InstallerFailed.At(
            planned.Pin.Where,
            $"`{Named(planned)}` can't be built with its `--config-settings`",
            $"pip {pip.Version} of `{target.BaseExecutable}` does not take them for one requirement",
            $"Upgrade that pip to {FirstWithSettings} or newer, or leave the option out"));
    }

    /// <summary>The <c>--config-settings</c> of a requirements file's line, quoted as <c>shlex</c> reads it.</summary>
    private static string Settings(Pin pin)
    {
        var options = new StringBuilder();
        foreach ((string key, string value) in pin.ConfigSettings)
            options.Append(" --config-settings='").Append($"{key}={value}".Replace("'", "'\"'\"'", StringComparison.Ordinal)).Append('\'');
        return options.ToString();
    }

    // What a checkout's version is, only its build tells.
    private static string Named(PlannedPin planned) => $"{planned.Name} {planned.Version}".TrimEnd();

    private static async Task<LocalWheel> DescribeAsync(PlannedPin planned, string folder, CancellationToken cancellation)
    {
        string[] wheels = Directory.GetFiles(folder, "*.whl");
        if (wheels.Length != 1)
        {
            throw new PythonEnvException(DiagnosticCatalog.InstallerFailed.At(
                planned.Pin.Where,
                $"building `{Named(planned)}` gave {wheels.Length} wheels instead of one", "",
                $"Delete `{folder}` and build again"));
        }
        if (!IsOf(planned, Path.GetFileName(wheels[0])))
        {
            throw new PythonEnvException(DiagnosticCatalog.WheelMalformed.At(
                planned.Pin.Where,
                $"the source of `{Named(planned)}` builds another distribution",
                $"it gives `{WheelRefusal.Printable(Path.GetFileName(wheels[0]))}`",
                "Pin a wheel, or another version"));
        }
        FileStream stream = RegularFile.OpenStream(wheels[0], options: FileOptions.SequentialScan | FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            byte[] digest = await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false);
            return new LocalWheel(wheels[0], Convert.ToHexStringLower(digest));
        }
    }

    private static bool IsOf(PlannedPin planned, string wheel) =>
        WheelFileName.TryParse(wheel, out WheelFileName? built, out _)
        && built.Name == planned.Name
        && (planned.Pin.Version is not { } version || built.Version == version);
}

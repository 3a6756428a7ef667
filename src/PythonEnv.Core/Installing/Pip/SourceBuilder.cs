using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Installing.Archives;
using PythonEnv.Planning;
using PythonEnv.Processes;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// Makes wheels of source distributions and checkouts by the base interpreter's pip (PEP 517), each in an isolated build environment, and
/// keeps them in the cache: <c>built-v1/KEY/NAME.whl</c>. The key covers the source's bytes or commit and the interpreter's kind, as a
/// wheel built by one need not run on another.
/// </summary>
/// <param name="cacheRoot">The cache's folder.</param>
/// <param name="source">Fetches source distributions.</param>
/// <param name="processes">Runs pip.</param>
/// <param name="indexes">Where build tools come from.</param>
public sealed class SourceBuilder(string cacheRoot, IWheelSource source, IProcessRunner processes, IndexSettings indexes) : IWheelBuilder
{
    /// <inheritdoc/>
    public async Task<LocalWheel> BuildAsync(PlannedDistribution planned, InstallTarget target, CancellationToken cancellation)
    {
        bool isCheckout = planned.DirectUrl is { } url && url.Scheme.Contains('+', StringComparison.Ordinal);
        string what, identity;
        if (isCheckout)
        {
            identity = planned.DirectUrl!.OriginalString;
            what = $"{planned.Name} @ {identity}";
        }
        else
        {
            LocalWheel sdist = await source.FetchAsync(planned.File, cancellation).ConfigureAwait(false);
            (what, identity) = (sdist.Path, sdist.Sha256);
        }
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', identity, target.BaseExecutable, target.PythonVersion, target.CacheTag, target.Magic))));
        string folder = Path.Combine(cacheRoot, ArchiveCache.BuiltFolder, key);
        if (!Directory.Exists(folder))
            await BuildAsync(planned, target, what, folder, cancellation).ConfigureAwait(false);
        return await DescribeAsync(planned, folder, cancellation).ConfigureAwait(false);
    }

    private async Task BuildAsync(
        PlannedDistribution planned, InstallTarget target, string what, string folder, CancellationToken cancellation)
    {
        string temporary = Path.Combine(cacheRoot, "tmp", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(temporary);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        try
        {
            ImmutableDictionary<string, string> variables = PipIndexVariables.Of(indexes);
            string[] arguments = ["wheel", "--no-deps", "--no-cache-dir", "--wheel-dir", temporary, what];
            await new PipCommand(processes, target).RunAsync(
                target.BaseExecutable,
                arguments,
                variables,
                $"`{planned.Name} {planned.Version}` can't be built from its source",
                planned.DeclaredAt,
                cancellation).ConfigureAwait(false);
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another build has made the same wheel meanwhile.
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static async Task<LocalWheel> DescribeAsync(PlannedDistribution planned, string folder, CancellationToken cancellation)
    {
        string[] wheels = Directory.GetFiles(folder, "*.whl");
        if (wheels.Length != 1)
        {
            throw new PythonEnvException(DiagnosticCatalog.InstallerFailed.At(
                planned.DeclaredAt,
                $"building `{planned.Name} {planned.Version}` gave {wheels.Length} wheels instead of one",
                remedy: $"Delete `{folder}` and build again"));
        }
        FileStreamOptions options = new() { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 0 };
        FileStream stream = new(wheels[0], options);
        await using (stream.ConfigureAwait(false))
        {
            byte[] digest = await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false);
            return new LocalWheel(wheels[0], Convert.ToHexStringLower(digest));
        }
    }
}

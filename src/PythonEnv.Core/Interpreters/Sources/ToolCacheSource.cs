using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// The tool cache of pipeline agents, from which <c>UsePythonVersion@0</c> and <c>actions/setup-python</c> take theirs:
/// <c>Python/3.11.7/x64/bin/python3</c>.
/// </summary>
internal sealed class ToolCacheSource : FolderSource
{
    private static readonly string[] Variables = ["AGENT_TOOLSDIRECTORY", "RUNNER_TOOL_CACHE"];
    private static readonly string[] Tools = ["Python", "PyPy", "GraalPy"];

    public override string Name => "tool cache";

    public override ImmutableArray<string> Places(HostFacts host) =>
        [.. Variables.Select(host.Variable).OfType<string>().Distinct(host.Paths.Comparer)];

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) =>
        from cache in Places(host)
        from tool in Tools
        let toolFolder = host.Paths.Combine(cache, tool)
        from version in host.Files.Names(toolFolder)
        let versionFolder = host.Paths.Combine(toolFolder, version)
        from architecture in host.Files.Names(versionFolder)
        where Fits(architecture, host.Architecture)
        from candidate in InstallationFolder.Executables(host, host.Paths.Combine(versionFolder, architecture), HintOf(version, tool))
        select candidate;

    private static InterpreterHint? HintOf(string version, string tool) => tool == "Python"
        ? InterpreterHint.FromName(version)
        : InterpreterHint.FromName(tool.ToLowerInvariant() + version);

    /// <summary><c>x64</c>, <c>x86</c>, <c>arm64</c>, with <c>-freethreaded</c> behind them or not.</summary>
    private static bool Fits(string name, Architecture architecture)
    {
        string own = architecture switch
        {
            Architecture.X64 => "x64",
            Architecture.X86 => "x86",
            Architecture.Arm64 => "arm64",
            _ => "",
        };
        return own.Length == 0 || name == own || name.StartsWith(own + "-", StringComparison.Ordinal);
    }
}

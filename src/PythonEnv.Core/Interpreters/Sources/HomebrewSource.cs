using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// Homebrew, whose prefix depends on the machine. <c>opt/python@3.11</c> is a link that stays over upgrades; the folder in <c>Cellar</c>
/// that it leads to does not.
/// </summary>
internal sealed class HomebrewSource : FolderSource
{
    public override string Name => "Homebrew";

    /// <summary>Its folder on Apple silicon, on Intel, on Linux, or wherever it says.</summary>
    public static IEnumerable<string> Prefixes(HostFacts host)
    {
        IEnumerable<string> usual = host.System switch
        {
            HostSystem.MacOS => ["/opt/homebrew", "/usr/local"],
            HostSystem.Linux => ["/home/linuxbrew/.linuxbrew", host.InHome(".linuxbrew")],
            _ => [],
        };
        return host.Variable("HOMEBREW_PREFIX") is { } own && host.Paths.IsAbsolute(own)
            ? usual.Prepend(own).Distinct(StringComparer.Ordinal)
            : usual;
    }

    public override ImmutableArray<string> Places(HostFacts host) =>
        [.. Prefixes(host).Select(prefix => host.Paths.Combine(prefix, "opt")).Where(host.Files.FolderExists)];

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) =>
        from opt in Places(host)
        from formula in host.Files.Names(opt)
        where formula == "python-freethreading"
            || formula.StartsWith("python@", StringComparison.Ordinal)
            || formula.StartsWith("pypy", StringComparison.Ordinal)
        from candidate in InstallationFolder.Executables(host, host.Paths.Combine(opt, formula))
        select candidate;
}

using System.Text;
using PythonEnv.Host;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Interpreters.Search;

/// <summary>
/// Tells whether the operating system manages an interpreter: then its next upgrade may take it away under an environment.
/// </summary>
internal static class SystemManagement
{
    private static readonly string[] ApplePrefixes = ["/System", "/Library/Developer/CommandLineTools", "/Applications/Xcode.app"];

    /// <summary>How one sees it; null if nothing says so.</summary>
    public static string? Evidence(InterpreterFacts facts, HostFacts host)
    {
        if (facts.ExternallyManaged is { } marker && !IsOfUv(marker, host))
            return $"`{marker}` marks it so";
        bool isDistribution = host.System switch
        {
            HostSystem.Linux => facts.BasePrefix == "/usr",
            HostSystem.MacOS => ApplePrefixes.Any(prefix => host.Paths.IsWithin(facts.BasePrefix, prefix)),
            _ => false,
        };
        return isDistribution ? $"it lies in `{facts.BasePrefix}`" : null;
    }

    // uv marks what it installs, side by side and without upgrades, to keep pip out of it.
    private static bool IsOfUv(string marker, HostFacts host) =>
        host.Files.ReadText(marker) is { } text
        && ExternallyManaged.Parse(Encoding.UTF8.GetBytes(text)).Message?.Contains("managed by uv", StringComparison.Ordinal) == true;
}

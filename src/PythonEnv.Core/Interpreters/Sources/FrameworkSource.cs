using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>Frameworks of macOS: python.org's installers, and the one in Apple's developer tools.</summary>
internal sealed class FrameworkSource : FolderSource
{
    private static readonly string[] Frameworks =
    [
        "/Library/Frameworks/Python.framework",
        "/Library/Frameworks/PythonT.framework",
        "/Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework",
        "/Applications/Xcode.app/Contents/Developer/Library/Frameworks/Python3.framework",
    ];

    public override string Name => "frameworks";

    public override ImmutableArray<string> Places(HostFacts host) =>
        host.System == HostSystem.MacOS ? [.. Frameworks.Where(host.Files.FolderExists)] : [];

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) =>
        Places(host).SelectMany(framework => InstallationFolder.ExecutablesBelow(host, host.Paths.Combine(framework, "Versions")));
}

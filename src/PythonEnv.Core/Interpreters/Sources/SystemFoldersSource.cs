using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>The folders where POSIX systems have programs, whether or not <c>PATH</c> names them.</summary>
internal sealed class SystemFoldersSource : FolderSource
{
    public override string Name => "system folders";

    public override ImmutableArray<string> Places(HostFacts host) => host.System switch
    {
        HostSystem.Linux => ["/usr/local/bin", "/usr/bin"],
        // What macOS has in /usr/bin asks the user to install the developer tools.
        HostSystem.MacOS => ["/usr/local/bin"],
        _ => [],
    };

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) =>
        Places(host).SelectMany(folder => InstallationFolder.ExecutablesIn(host, folder));
}

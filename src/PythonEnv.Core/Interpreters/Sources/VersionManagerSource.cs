using System.Collections.Immutable;
using PythonEnv.Hosts;

namespace PythonEnv.Interpreters.Sources;

/// <summary>A tool that keeps installations side by side in one folder, each named after its version.</summary>
internal abstract class VersionManagerSource : FolderSource
{
    /// <summary>The folders of installations.</summary>
    protected abstract IEnumerable<string> InstallationFolders(HostFacts host);

    /// <summary>The folders with the tool's stand-ins for executables, which <c>PATH</c> may name.</summary>
    public virtual IEnumerable<string> ShimFolders(HostFacts host) => [];

    public sealed override ImmutableArray<string> Places(HostFacts host) => [.. Folders(host)];

    public sealed override IEnumerable<InterpreterCandidate> Find(HostFacts host) =>
        Folders(host).SelectMany(folder => InstallationFolder.ExecutablesBelow(host, folder));

    private IEnumerable<string> Folders(HostFacts host) => InstallationFolders(host).Select(host.Paths.Normalize).Distinct(host.Paths.Comparer);
}

using System.Collections.Immutable;
using PythonEnv.Host;

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
        from folder in Folders(host)
        from name in host.Files.Names(folder)
        let installation = host.Paths.Combine(folder, name)
        where !IsAlias(installation, folder, host)
        from candidate in InstallationFolder.Executables(host, installation)
        select candidate;

    /// <summary>A link to a sibling (<c>3.11</c>, <c>latest</c>) leads to another installation after an upgrade.</summary>
    private static bool IsAlias(string installation, string folder, HostFacts host) =>
        host.Files.LinkTarget(installation) is not null && host.Paths.IsWithin(host.RealPath(installation), host.RealPath(folder));

    private IEnumerable<string> Folders(HostFacts host) =>
        InstallationFolders(host).Select(host.Paths.Normalize).Distinct(host.Paths.Comparer);
}

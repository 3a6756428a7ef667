using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// Installations by hand: <c>/opt/python-3.8.10</c>, <c>/opt/python3.12</c>, and folders of such, as <c>/opt/python/cp311-cp311</c> of
/// the manylinux images.
/// </summary>
internal sealed class OptSource : FolderSource
{
    private const string Root = "/opt";
    private static readonly string[] Beginnings = ["python", "pypy"];

    public override string Name => "/opt";

    public override ImmutableArray<string> Places(HostFacts host) => host.IsWindows ? [] : ["/opt/python*"];

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) => host.IsWindows ? [] : host.Files
        .Names(Root)
        .Where(name => Beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)))
        .Select(name => host.Paths.Combine(Root, name))
        .SelectMany(folder => InstallationFolder.Executables(host, folder).Concat(InstallationFolder.ExecutablesBelow(host, folder)));
}

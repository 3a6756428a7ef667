using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// The folders of <c>PATH</c>. Shims are slow and change what they start with the current folder. So a folder of them stands for the
/// installations of its version manager. Microsoft's placeholders, which open the Store, are no interpreters.
/// </summary>
internal sealed class PathSource(ImmutableArray<VersionManagerSource> managers) : FolderSource
{
    private const string StorePackage = "PythonSoftwareFoundation.Python.";

    public override string Name => "PATH";

    public override ImmutableArray<string> Places(HostFacts host) => ["PATH"];

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) => Folders(host).SelectMany(folder => In(folder, host));

    private IEnumerable<InterpreterCandidate> In(string folder, HostFacts host)
    {
        if (managers.FirstOrDefault(manager => manager.ShimFolders(host).Contains(folder, host.Paths.Comparer)) is { } manager)
            return manager.Find(host);
        if (host.System == HostSystem.MacOS && folder == "/usr/bin")
            return [];
        return InstallationFolder.ExecutablesIn(host, folder).Where(candidate => !IsPlaceholder(candidate.Path, host));
    }

    private static IEnumerable<string> Folders(HostFacts host) => (host.Variable("PATH") ?? "")
        .Split(host.Paths.ListSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(entry => entry.Trim('"'))
        .Where(host.Paths.IsAbsolute)
        .Select(host.Paths.Normalize)
        .Distinct(host.Paths.Comparer);

    /// <summary>
    /// An alias of <c>WindowsApps</c> is real only where a Python of the Store is installed, which has its own folder there.
    /// </summary>
    private static bool IsPlaceholder(string path, HostFacts host)
    {
        string folder = host.Paths.Folder(path);
        return host.IsWindows
            && folder.EndsWith(@"\Microsoft\WindowsApps", StringComparison.OrdinalIgnoreCase)
            && !host.Files.Names(folder).Any(name => name.StartsWith(StorePackage, StringComparison.OrdinalIgnoreCase));
    }
}

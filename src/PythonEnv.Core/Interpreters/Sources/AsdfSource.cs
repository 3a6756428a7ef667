using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>asdf: <c>~/.asdf/installs/python/3.11.7</c>.</summary>
internal sealed class AsdfSource : VersionManagerSource
{
    public override string Name => "asdf";

    public override IEnumerable<string> ShimFolders(HostFacts host) => [host.Paths.Normalize(host.Paths.Combine(Home(host), "shims"))];

    protected override IEnumerable<string> InstallationFolders(HostFacts host) =>
        host.IsWindows ? [] : [host.Paths.Combine(Home(host), "installs", "python")];

    private static string Home(HostFacts host) => host.Variable("ASDF_DATA_DIR") ?? host.InHome(".asdf");
}

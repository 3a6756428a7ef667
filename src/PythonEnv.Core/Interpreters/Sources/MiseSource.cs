using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>mise: <c>~/.local/share/mise/installs/python/3.11.7</c>, beside links such as <c>3.11</c> and <c>latest</c>.</summary>
internal sealed class MiseSource : VersionManagerSource
{
    public override string Name => "mise";

    public override IEnumerable<string> ShimFolders(HostFacts host) => [host.Paths.Normalize(host.Paths.Combine(Home(host), "shims"))];

    protected override IEnumerable<string> InstallationFolders(HostFacts host) => [host.Paths.Combine(Home(host), "installs", "python")];

    private static string Home(HostFacts host) => host.Variable("MISE_DATA_DIR") ?? (host.IsWindows
        ? host.Paths.Combine(host.Variable("LOCALAPPDATA") ?? host.InHome("AppData", "Local"), "mise")
        : host.Paths.Combine(host.Variable("XDG_DATA_HOME") ?? host.InHome(".local", "share"), "mise"));
}

using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>pyenv and pyenv-win: <c>~/.pyenv/versions/3.11.7</c>.</summary>
internal sealed class PyenvSource : VersionManagerSource
{
    public override string Name => "pyenv";

    /// <summary>The folders of installations.</summary>
    public static IEnumerable<string> Roots(HostFacts host) => Homes(host).Select(home => host.Paths.Combine(home, "versions"));

    public override IEnumerable<string> ShimFolders(HostFacts host) => Homes(host)
        .SelectMany(home => new[] { host.Paths.Combine(home, "shims"), host.Paths.Combine(home, "plugins", "pyenv-virtualenv", "shims") })
        .Select(host.Paths.Normalize);

    protected override IEnumerable<string> InstallationFolders(HostFacts host) => Roots(host);

    private static IEnumerable<string> Homes(HostFacts host)
    {
        foreach (string variable in (string[])(host.IsWindows ? ["PYENV_ROOT", "PYENV", "PYENV_HOME"] : ["PYENV_ROOT"]))
        {
            if (host.Variable(variable) is { } root && host.Paths.IsAbsolute(root))
                yield return root;
        }
        yield return host.IsWindows ? host.InHome(".pyenv", "pyenv-win") : host.InHome(".pyenv");
    }
}

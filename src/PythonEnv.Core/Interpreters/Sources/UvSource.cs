using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>The interpreters that uv installs: <c>~/.local/share/uv/python/cpython-3.11.7-linux-x86_64-gnu</c>.</summary>
internal sealed class UvSource : VersionManagerSource
{
    public override string Name => "uv";

    /// <summary>The folders of installations.</summary>
    public static IEnumerable<string> Roots(HostFacts host)
    {
        if (host.Variable("UV_PYTHON_INSTALL_DIR") is { } chosen && host.Paths.IsAbsolute(chosen))
            yield return chosen;
        if (host.IsWindows)
        {
            string data = host.Variable("APPDATA") ?? host.InHome("AppData", "Roaming");
            yield return host.Paths.Combine(data, "uv", "data", "python");
            // Where it was before its version 0.4.
            yield return host.Paths.Combine(data, "uv", "python");
        }
        else
        {
            yield return host.Paths.Combine(host.Variable("XDG_DATA_HOME") ?? host.InHome(".local", "share"), "uv", "python");
        }
    }

    protected override IEnumerable<string> InstallationFolders(HostFacts host) => Roots(host);
}

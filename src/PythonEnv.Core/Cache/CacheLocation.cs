using PythonEnv.Host;

namespace PythonEnv.Cache;

/// <summary>Where the user's cache is unless it is declared: the platform's cache folder and <c>pythonenv</c>.</summary>
internal static class CacheLocation
{
    /// <summary><c>XDG_CACHE_HOME</c> or <c>~/.cache</c>; <c>~/Library/Caches</c>; <c>%LOCALAPPDATA%</c>.</summary>
    public static string Of(HostFacts host)
    {
        string root = host.System switch
        {
            HostSystem.Windows => host.Variable("LOCALAPPDATA") ?? host.InHome("AppData", "Local"),
            HostSystem.MacOS => host.InHome("Library", "Caches"),
            _ => host.Variable("XDG_CACHE_HOME") is { } xdg && host.Paths.IsAbsolute(xdg) ? xdg : host.InHome(".cache"),
        };
        return host.Paths.Combine(root, "pythonenv");
    }
}

using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Indexes.Configuration;

/// <summary>
/// The files pip looks for on a machine, in the order in which they override each other: global, the user's, the interpreter's, and the one
/// that <c>PIP_CONFIG_FILE</c> names.
/// </summary>
internal static class PipConfigurationLocations
{
    /// <param name="prefix"><c>sys.prefix</c> of the interpreter whose pip would run; empty if there is none.</param>
    public static ImmutableArray<string> Find(HostFacts host, string prefix)
    {
        string? named = host.Variable("PIP_CONFIG_FILE");
        if (named == (host.IsWindows ? "nul" : "/dev/null"))
            return [];

        string file = host.IsWindows ? "pip.ini" : "pip.conf";
        List<string> locations = [.. GlobalFolders(host).Select(FileIn)];
        // A named file that exists stands in for the user's own.
        if (named is null || !host.Files.FileExists(named))
        {
            locations.Add(FileIn(host.InHome(host.IsWindows ? "pip" : ".pip")));
            locations.Add(FileIn(UserFolder(host)));
        }
        if (prefix.Length > 0)
            locations.Add(FileIn(prefix));
        if (named is not null)
            locations.Add(named);
        return [.. locations];

        string FileIn(string folder) => host.Paths.Combine(folder, file);
    }

    private static IEnumerable<string> GlobalFolders(HostFacts host) => host.System switch
    {
        HostSystem.Windows => [host.Paths.Combine(host.Variable("ProgramData") ?? @"C:\ProgramData", "pip")],
        HostSystem.MacOS => ["/Library/Application Support/pip"],
        _ => [.. (Xdg(host, "XDG_CONFIG_DIRS") ?? "/etc/xdg").Split(':').Select(folder => host.Paths.Combine(folder, "pip")), "/etc"],
    };

    private static string UserFolder(HostFacts host)
    {
        if (host.IsWindows)
            return host.Paths.Combine(host.Variable("APPDATA") ?? host.InHome("AppData", "Roaming"), "pip");
        if (host.System == HostSystem.MacOS)
        {
            string library = host.InHome("Library", "Application Support", "pip");
            return host.Files.FolderExists(library) ? library : host.InHome(".config", "pip");
        }
        return host.Paths.Combine(Xdg(host, "XDG_CONFIG_HOME") ?? host.InHome(".config"), "pip");
    }

    private static string? Xdg(HostFacts host, string variable) =>
        host.Variable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}

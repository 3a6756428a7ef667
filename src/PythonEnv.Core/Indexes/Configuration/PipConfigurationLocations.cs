using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Indexes.Configuration;

/// <summary>Where a configuration file of pip stands; a later kind overrides an earlier one.</summary>
internal enum PipConfigurationKind
{
    Global,
    User,
    Site,
    /// <summary>The file that <c>PIP_CONFIG_FILE</c> names.</summary>
    Named,
}

/// <summary>A place where pip looks for a configuration file.</summary>
internal sealed record PipConfigurationLocation(PipConfigurationKind Kind, string Path);

/// <summary>The files pip looks for on a machine, in the order in which they override each other.</summary>
internal static class PipConfigurationLocations
{
    /// <param name="prefix"><c>sys.prefix</c> of the interpreter whose pip would run; empty if there is none.</param>
    public static ImmutableArray<PipConfigurationLocation> Find(HostFacts host, string prefix)
    {
        string? named = host.Variable("PIP_CONFIG_FILE");
        if (named == (host.IsWindows ? "nul" : "/dev/null"))
            return [];

        string file = host.IsWindows ? "pip.ini" : "pip.conf";
        List<PipConfigurationLocation> locations = [.. GlobalFolders(host).Select(folder => At(PipConfigurationKind.Global, folder))];
        // A named file that exists stands in for the user's own.
        if (named is null || !host.Files.FileExists(named))
        {
            locations.Add(At(PipConfigurationKind.User, host.InHome(host.IsWindows ? "pip" : ".pip")));
            locations.Add(At(PipConfigurationKind.User, UserFolder(host)));
        }
        if (prefix.Length > 0)
            locations.Add(At(PipConfigurationKind.Site, prefix));
        if (named is not null)
            locations.Add(new PipConfigurationLocation(PipConfigurationKind.Named, named));
        return [.. locations];

        PipConfigurationLocation At(PipConfigurationKind kind, string folder) => new(kind, host.Paths.Combine(folder, file));
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

using PythonEnv.Host;
using PythonEnv.Host.Platform;

namespace PythonEnv.Environments;

/// <summary>
/// The folders that an operating system keeps for itself (on Linux the Filesystem Hierarchy Standard): no environment is made in them.
/// </summary>
internal static class SystemFolders
{
    private static readonly string[] Linux =
    [
        "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr"
    ];

    private static readonly string[] MacOS = ["/bin", "/dev", "/etc", "/private/etc", "/sbin", "/usr", "/System", "/Library"];

    // Full or empty, they are the system's; what lies in them is people's.
    private static readonly string[] Parents =
    [
        "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/var", "/var/backups", "/var/cache", "/var/lib", "/var/local",
        "/var/lock",
        "/var/log", "/var/mail", "/var/opt", "/var/run", "/var/spool", "/var/tmp", "/Applications", "/Network", "/Users", "/Volumes",
        "/cores", "/private",
        "/private/tmp", "/private/var", "/private/var/tmp",
    ];

    private static readonly string[] WindowsParents = ["ProgramData", "PUBLIC", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP"];

    // People build in these: `WORKDIR /usr/src/app` is what container images do.
    private static readonly string[] OpenToPeople = ["/usr/src", "/usr/home", "/dev/shm"];

    private static readonly string[] LocalPrefix =
        ["bin", "sbin", "lib", "lib32", "lib64", "libexec", "include", "share", "etc", "man", "games", "Cellar", "opt", "Frameworks"];

    private static readonly string[] WindowsVariables = ["SystemRoot", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432"];

    /// <param name="location">Normalised and absolute.</param>
    public static bool Holds(string location, HostFacts host)
    {
        HostPaths paths = host.Paths;
        if (location == paths.Root(location))
            return true;
        if (host.IsWindows)
        {
            return Named(WindowsVariables).Any(folder => paths.IsWithin(location, folder))
                || Named(WindowsParents).Any(folder => paths.IsWithin(folder, location));
        }
        if (host.IsWithin(location, "/usr/local"))
            return paths.Parts(location) is not [_, _, var name, ..] || LocalPrefix.Any(own => host.IsWithin(name, own));
        bool isOpen = OpenToPeople.Any(folder => location != folder && host.IsWithin(location, folder));
        return Parents.Any(folder => host.IsWithin(folder, location))
            || (!isOpen && (host.System == HostSystem.MacOS ? MacOS : Linux).Any(folder => host.IsWithin(location, folder)));

        IEnumerable<string> Named(string[] variables) => variables.Select(host.Variable).OfType<string>().Select(paths.Normalize);
    }

    /// <summary>Whether an interpreter's prefix is shared with much that is not its own, and is guarded folder by folder instead.</summary>
    public static bool IsShared(string prefix) => prefix is "/" or "/usr" or "/usr/local";
}

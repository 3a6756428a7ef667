using PythonEnv.Host;

namespace PythonEnv.Environments;

/// <summary>The folders that an operating system keeps for itself (on Linux the Filesystem Hierarchy Standard): no environment is made in them.</summary>
internal static class SystemFolders
{
    private static readonly string[] Linux = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr"];

    private static readonly string[] MacOS = ["/bin", "/dev", "/etc", "/private/etc", "/sbin", "/usr", "/System", "/Library"];

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
            return WindowsVariables.Any(variable => host.Variable(variable) is { } folder && paths.IsWithin(location, paths.Normalize(folder)));
        if (paths.IsWithin(location, "/usr/local"))
            return location == "/usr/local" || LocalPrefix.Contains(paths.Parts(location)[2]);
        bool isOpen = OpenToPeople.Any(folder => location != folder && paths.IsWithin(location, folder));
        return !isOpen && (host.System == HostSystem.MacOS ? MacOS : Linux).Any(folder => paths.IsWithin(location, folder));
    }

    /// <summary>Whether an interpreter's prefix is shared with much that is not its own, and is guarded folder by folder instead.</summary>
    public static bool IsShared(string prefix) => prefix is "/" or "/usr" or "/usr/local";
}

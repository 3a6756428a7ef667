using PythonEnv.Host;

namespace PythonEnv.Interpreters.Search;

/// <summary>Sees through virtual environments (PEP 405): an environment on top of another one would break with it.</summary>
internal static class VirtualEnvironmentBase
{
    // An environment made inside another one by an old tool may name that one as its home.
    private const int MaximumDepth = 8;

    /// <summary>The executable that a virtual environment's stands for; the path itself outside of one. Need not exist.</summary>
    /// <param name="read">Is given the files that say so.</param>
    public static string Of(string executable, HostFacts host, ICollection<string>? read = null)
    {
        for (int depth = 0; depth < MaximumDepth && Home(executable, host, read) is { } home; depth++)
        {
            string name = host.Paths.Name(executable);
            // The installation may have no `python3`, only the `python3.11` that the environment links to.
            string[] names = host.IsWindows
                ? [name, "python.exe"]
                : [name, host.Paths.Name(host.RealPath(executable)), "python3", "python"];
            executable = names.Select(each => host.Paths.Combine(home, each)).FirstOrDefault(host.Files.FileExists)
                ?? host.Paths.Combine(home, name);
        }
        return executable;
    }

    private static string? Home(string executable, HostFacts host, ICollection<string>? read)
    {
        string folder = host.Paths.Folder(executable);
        foreach (string place in (ReadOnlySpan<string>)[folder, host.Paths.Folder(folder)])
        {
            string configuration = host.Paths.Combine(place, "pyvenv.cfg");
            if (host.Files.ReadText(configuration) is not { } text)
                continue;
            read?.Add(configuration);
            return PyVenvConfig.Parse(text).Home is { } home && host.Paths.IsAbsolute(home) ? host.Paths.Normalize(home) : null;
        }
        return null;
    }
}

namespace PythonEnv.TestSupport;

/// <summary>The real interpreters of this machine, found by plain looking: independent of the code under test.</summary>
internal static class MachineInterpreters
{
    /// <summary>Executables below pyenv's folder, by full version: <c>3.11.7</c>.</summary>
    public static IReadOnlyDictionary<string, string> OfPyenv { get; } = FindPyenv();

    /// <summary>pyenv's executable of the newest patch of an <c>X.Y</c>; ends the test where there is none.</summary>
    public static string Pyenv(string majorMinor)
    {
        string? found = OfPyenv
            .Where(each => each.Key.StartsWith(majorMinor + ".", StringComparison.Ordinal))
            .OrderBy(each => Version.Parse(each.Key))
            .Select(each => each.Value)
            .LastOrDefault();
        if (found is null)
            Requires.Missing($"a Python {majorMinor} of pyenv");
        return found;
    }

    /// <summary>An interpreter that the operating system manages (PEP 668); ends the test where there is none.</summary>
    public static string System()
    {
        Requires.Posix("a Python that the system manages");
        const string Path = "/usr/bin/python3";
        Requires.That(
            File.Exists(Path)
            && Directory.EnumerateDirectories("/usr/lib", "python3.*").Any(folder => File.Exists(folder + "/EXTERNALLY-MANAGED")),
            "a Python of the distribution with an EXTERNALLY-MANAGED marker");
        return Path;
    }

    private static Dictionary<string, string> FindPyenv()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string root = Environment.GetEnvironmentVariable("PYENV_ROOT") is { Length: > 0 } set ? set
            : OperatingSystem.IsWindows() ? Path.Combine(home, ".pyenv", "pyenv-win")
            : Path.Combine(home, ".pyenv");
        string executable = OperatingSystem.IsWindows() ? "python.exe" : "bin/python";
        string versions = Path.Combine(root, "versions");
        return !Directory.Exists(versions)
            ? []
            : Directory.EnumerateDirectories(versions)
                .Where(folder => Version.TryParse(Path.GetFileName(folder), out _) && File.Exists(Path.Combine(folder, executable)))
                .ToDictionary(folder => Path.GetFileName(folder), folder => Path.GetFullPath(executable, folder), StringComparer.Ordinal);
    }
}

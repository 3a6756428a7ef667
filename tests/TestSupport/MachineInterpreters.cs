namespace PythonEnv.TestSupport;

/// <summary>The real interpreters of this machine, found by plain looking: independent of the code under test.</summary>
internal static class MachineInterpreters
{
    /// <summary>Executables below pyenv's folder, by full version: <c>3.11.7</c>.</summary>
    public static IReadOnlyDictionary<string, string> OfPyenv { get; } = FindPyenv();

    /// <summary>
    /// The one for tests that need some Python: that of <c>PYTHONENV_TEST_PYTHON</c>, else pyenv's 3.11, else the newest of pyenv's; ends
    /// the test where there is none. It is none that the operating system manages, of which every restore would warn.
    /// </summary>
    public static string Usual =>
        Environment.GetEnvironmentVariable("PYTHONENV_TEST_PYTHON") is { Length: > 0 } named && Path.IsPathRooted(named) ? named
        : Preferred("3.11", except: null) ?? Missing("a Python of pyenv; PYTHONENV_TEST_PYTHON can name another");

    /// <summary>One of another <c>X.Y</c> than <see cref="Usual"/>; ends the test where there is none.</summary>
    public static string Another => Preferred("3.12", except: Usual) ?? Missing("a second Python of pyenv");

    /// <summary>pyenv's executable of the newest patch of an <c>X.Y</c>; ends the test where there is none.</summary>
    public static string Pyenv(string majorMinor)
    {
        string? found = OfPyenv
            .Where(each => each.Key.StartsWith(majorMinor + ".", StringComparison.Ordinal))
            .OrderBy(each => Version.Parse(each.Key))
            .Select(each => each.Value)
            .LastOrDefault();
        return found ?? Missing($"a Python {majorMinor} of pyenv");
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

    private static string? Preferred(string majorMinor, string? except)
    {
        string? used = OfPyenv.FirstOrDefault(each => each.Value == except).Key;
        return OfPyenv
            .Select(each => (Executable: each.Value, Version: Version.Parse(each.Key)))
            .Where(each => each.Version >= new Version(3, 8) && (used is null || each.Version.Minor != Version.Parse(used).Minor))
            .OrderByDescending(each => each.Version.ToString(2) == majorMinor)
            .ThenByDescending(each => each.Version)
            .Select(each => each.Executable)
            .FirstOrDefault();
    }

    private static string Missing(string what)
    {
        Requires.Missing(what);
        return "";
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

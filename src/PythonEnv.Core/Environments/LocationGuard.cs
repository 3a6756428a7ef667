using PythonEnv.Diagnostics;

namespace PythonEnv.Environments;

/// <summary>What stands at an environment's location before anything is done there.</summary>
public enum LocationState
{
    /// <summary>Nothing, or an empty folder.</summary>
    Free,
    /// <summary>An environment made by this package.</summary>
    Ours,
    /// <summary>Something else: never written, never deleted.</summary>
    Foreign,
}

/// <summary>Keeps every write and every deletion inside folders that carry this package's marker.</summary>
public static class LocationGuard
{
    /// <summary>The key of <c>pyvenv.cfg</c> that marks an environment as made by this package.</summary>
    public const string Marker = "pythonenv";

    public static LocationState Inspect(string location)
    {
        if (File.Exists(location))
            return LocationState.Foreign;
        if (!Directory.Exists(location))
            return LocationState.Free;
        if (IsOurs(location))
            return LocationState.Ours;
        return Directory.EnumerateFileSystemEntries(location).GetEnumerator().MoveNext() ? LocationState.Foreign : LocationState.Free;
    }

    /// <summary>Whether the folder carries the marker in its <c>pyvenv.cfg</c>.</summary>
    public static bool IsOurs(string location)
    {
        string configuration = Path.Combine(location, "pyvenv.cfg");
        if (!File.Exists(configuration))
            return false;
        foreach (string line in File.ReadLines(configuration))
        {
            ReadOnlySpan<char> text = line.AsSpan();
            int equals = text.IndexOf('=');
            if (equals > 0 && text[..equals].Trim().SequenceEqual(Marker))
                return true;
        }
        return false;
    }

    /// <summary>PYENV4001 if an environment must not be made at the location, else null.</summary>
    /// <param name="projectDirectory">Replacing it, or a folder above it, would delete the project.</param>
    /// <param name="basePrefix">The base interpreter's own installation, if known.</param>
    public static Diagnostic? Check(string location, string projectDirectory, string? basePrefix, SourceSpan declaredAt)
    {
        string? why = WhyRefused(location, projectDirectory, basePrefix);
        return why is null ? null : DiagnosticCatalog.LocationNotOurs.At(
            declaredAt,
            $"an environment can't be made at `{location}`",
            $"it was declared there; {why}, and it was left untouched",
            "Declare another `PythonEnvLocation`, or remove what stands there yourself");
    }

    private static string? WhyRefused(string location, string projectDirectory, string? basePrefix)
    {
        if (IsSameOrAbove(location, projectDirectory))
            return "it is the project's own folder or one above it";
        if (IsSystemFolder(location))
            return "it belongs to the operating system";
        if (basePrefix is { Length: > 1 } && !IsSystemRoot(basePrefix) && IsSameOrAbove(basePrefix, location))
            return $"it lies inside the installation of the interpreter (`{basePrefix}`)";
        return Inspect(location) switch
        {
            LocationState.Foreign when File.Exists(location) => "a file stands there",
            LocationState.Foreign when File.Exists(Path.Combine(location, "pyvenv.cfg")) => "a virtual environment made by another tool stands there",
            LocationState.Foreign => "a folder that this package did not make stands there",
            _ => null,
        };
    }

    // `/usr` is the prefix of the system's Python and also holds places where people do put sources, such as /usr/src.
    private static bool IsSystemRoot(string prefix) => prefix is "/usr" or "/";

    private static bool IsSystemFolder(string location)
    {
        if (OperatingSystem.IsWindows())
        {
            return IsSameOrAbove(Environment.GetFolderPath(Environment.SpecialFolder.Windows), location)
                || IsSameOrAbove(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), location);
        }
        ReadOnlySpan<string> system = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr", "/System", "/Library"];
        ReadOnlySpan<string> exceptions = ["/usr/src", "/usr/local/src", "/usr/home", "/dev/shm"];
        if (location == "/")
            return true;
        foreach (string exception in exceptions)
        {
            if (IsSameOrAbove(exception, location) && location.Length > exception.Length)
                return false;
        }
        foreach (string folder in system)
        {
            if (IsSameOrAbove(folder, location))
                return true;
        }
        return false;
    }

    private static bool IsSameOrAbove(string folder, string path)
    {
        StringComparison comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        string trimmed = Path.TrimEndingDirectorySeparator(folder);
        return path.StartsWith(trimmed, comparison)
            && (path.Length == trimmed.Length || path[trimmed.Length] == Path.DirectorySeparatorChar || trimmed.EndsWith(Path.DirectorySeparatorChar));
    }
}

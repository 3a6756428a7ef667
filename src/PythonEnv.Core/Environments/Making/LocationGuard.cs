using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Making;

/// <summary>What stands at an environment's location before anything is done there.</summary>
internal enum LocationState
{
    /// <summary>Nothing, or an empty folder.</summary>
    Free,
    /// <summary>An environment made by this package.</summary>
    Ours,
    /// <summary>Something else: never written, never deleted.</summary>
    Foreign,
}

/// <summary>Keeps every write and every deletion inside folders that carry this package's marker.</summary>
internal static class LocationGuard
{
    /// <summary>The key of <c>pyvenv.cfg</c> that marks an environment as made by this package.</summary>
    public const string Marker = "pythonenv";

    public static LocationState Inspect(string location)
    {
        // Also a link that leads nowhere.
        if (File.Exists(location))
            return LocationState.Foreign;
        if (!Directory.Exists(location))
            return LocationState.Free;
        if (IsOurs(location))
            return LocationState.Ours;
        return Directory.EnumerateFileSystemEntries(location).GetEnumerator().MoveNext() ? LocationState.Foreign : LocationState.Free;
    }

    /// <summary>
    /// Whether the folder carries the marker in its <c>pyvenv.cfg</c>, or, should somebody have edited that, a whole receipt.
    /// </summary>
    public static bool IsOurs(string location)
        => HasMarker(EnvironmentLayout.ConfigurationIn(location)) || ReceiptFile.TryRead(location, out _);

    /// <summary>PYENV4001 if an environment must not be made at the location, else null.</summary>
    /// <param name="location">Normalised and absolute, as are the other paths.</param>
    /// <param name="projectDirectory">Replacing it, or a folder above it, would delete the project.</param>
    /// <param name="basePrefix">The base interpreter's own installation, if known.</param>
    /// <param name="host">Says which folders are the operating system's.</param>
    public static Diagnostic? Check(string location, string projectDirectory, string? basePrefix, HostFacts host, SourceSpan declaredAt)
    {
        string? why = WhyRefused(location, projectDirectory, basePrefix, host);
        return why is null ? null : DiagnosticCatalog.LocationNotOurs.At(
            declaredAt,
            $"an environment can't be made at `{location}`",
            $"it was declared there; {why}, and it was left untouched",
            "Declare another `PythonEnvLocation`, or remove what stands there yourself");
    }

    private static string? WhyRefused(string location, string projectDirectory, string? basePrefix, HostFacts host)
    {
        // A link in one path or the other must not lead around the guard.
        string[] places = [location, host.RealPath(location)];
        string[] projects = [projectDirectory, host.RealPath(projectDirectory)];
        if (places.Any(place => projects.Any(project => host.IsWithin(project, place))))
            return "it is the project's own folder or one above it";
        if (places.Any(place => SystemFolders.Holds(place, host)))
            return "it belongs to the operating system";
        if (places.Any(place => host.IsWithin(host.HomeDirectory, place)))
            return "it is your home folder or one above it";
        if (basePrefix is { Length: > 1 } && !SystemFolders.IsShared(basePrefix) && places.Any(place => host.IsWithin(place, basePrefix)))
            return $"it lies inside the installation of the interpreter (`{basePrefix}`)";
        var workspace = new EnvironmentWorkspace(location);
        if (workspace.PlantedLink() is { } link)
            return $"`{link}` beside it is a link, through which a build would write and delete elsewhere";
        if (File.Exists(workspace.Root))
            return $"`{workspace.Root}` beside it is a file, where a build needs a folder";
        return Inspect(location) switch
        {
            LocationState.Foreign when File.Exists(location) => "a file stands there",
            LocationState.Foreign when File.Exists(EnvironmentLayout.ConfigurationIn(location)) =>
                "a virtual environment made by another tool stands there",
            LocationState.Foreign => "a folder that this package did not make stands there",
            _ => null,
        };
    }

    private static bool HasMarker(string configuration)
    {
        foreach (ReadOnlySpan<char> text in RegularFile.ReadTextIfThere(configuration).AsSpan().EnumerateLines())
        {
            int equals = text.IndexOf('=');
            if (equals > 0 && text[..equals].Trim().SequenceEqual(Marker))
                return true;
        }
        return false;
    }
}

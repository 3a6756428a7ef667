using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// Whether two markers mean the same. uv writes them anew, simplified by what holds for the whole lock, so texts tell nothing: both are
/// evaluated for the platforms and Pythons there are, within those that the lock is made for.
/// </summary>
/// <param name="requiresPython">What the lock is made for.</param>
internal sealed partial class UvMarkerComparison(SpecifierSet? requiresPython)
{
    private const int OldestMinor = 6, NewestMinor = 20;

    private static readonly (string SysPlatform, string OsName, string System, string Machine)[] Platforms =
    [
        ("linux", "posix", "Linux", "x86_64"), ("linux", "posix", "Linux", "aarch64"), ("win32", "nt", "Windows", "AMD64"),
        ("win32", "nt", "Windows", "ARM64"), ("darwin", "posix", "Darwin", "arm64"), ("darwin", "posix", "Darwin", "x86_64"),
        ("emscripten", "posix", "Emscripten", "wasm32"), ("freebsd14", "posix", "FreeBSD", "amd64"),
    ];

    /// <summary>The first and a late release of each minor version.</summary>
    public static ImmutableArray<PythonVersion> Pythons { get; } =
        [.. Enumerable.Range(OldestMinor, NewestMinor - OldestMinor)
            .SelectMany(minor => new[] { $"3.{minor}.0", $"3.{minor}.30" })
            .Select(PythonVersion.Parse)];

    /// <param name="ofExtra">The extra that must be active besides the first marker; null for none.</param>
    public bool AreSame(Marker? declared, string? ofExtra, Marker? locked)
    {
        if (ofExtra is null && declared?.ToString() == locked?.ToString())
            return true;
        if (declared is null && locked?.ToString() == $"extra == \"{ofExtra}\"")
            return true;
        return AreSame(declared, locked, ofExtra is null ? [] : [ofExtra], active => ofExtra is null || active.Contains(ofExtra));
    }

    /// <param name="extras">Those that the markers may ask for.</param>
    public bool AreSame(Marker? one, Marker? two, ImmutableArray<string> extras) =>
        one?.ToString() == two?.ToString() || AreSame(one, two, extras, static _ => true);

    private bool AreSame(Marker? declared, Marker? locked, ImmutableArray<string> extras, Func<HashSet<string>, bool> counts)
    {
        HashSet<string>[] actives = [[], .. extras.Select(extra => new HashSet<string> { extra })];
        foreach (MarkerEnvironment environment in Environments($"{declared} {locked}"))
        {
            foreach (HashSet<string> active in actives)
            {
                MarkerSelection selection = MarkerSelection.ForActiveExtras(active);
                bool now = counts(active) && Holds(declared, environment, selection);
                if (now != Holds(locked, environment, selection))
                    return false;
            }
        }
        return true;
    }

    private static bool Holds(Marker? marker, MarkerEnvironment environment, MarkerSelection selection) =>
        marker is null || (marker.TryEvaluate(environment, selection, out bool holds, out _) && holds);

    private IEnumerable<MarkerEnvironment> Environments(string markers)
    {
        // Releases that the markers themselves speak of, and their neighbours.
        IEnumerable<PythonVersion> named = Release().Matches(markers)
            .SelectMany(release => new[] { -1, 0, 1 }.Select(
                step => $"{release.Groups[1].Value}.{Math.Max(0, int.Parse(release.Groups[2].Value, null) + step)}"))
            .Select(PythonVersion.Parse);
        string[] implementations = markers.Contains("implementation", StringComparison.Ordinal) ? ["cpython", "pypy"] : ["cpython"];
        return
            from python in Pythons.Concat(named).Distinct()
            where requiresPython?.Contains(python) != false
            from platform in Platforms
            from implementation in implementations
            select new MarkerEnvironment
            {
                ImplementationName = implementation,
                ImplementationVersion = python.ToString(),
                OsName = platform.OsName,
                PlatformMachine = platform.Machine,
                PlatformRelease = "",
                PlatformSystem = platform.System,
                PlatformVersion = "",
                PlatformPythonImplementation = implementation == "cpython" ? "CPython" : "PyPy",
                PythonFullVersion = python.ToString(),
                PythonVersion = python.ReleaseTo(2),
                SysPlatform = platform.SysPlatform,
            };
    }

    [GeneratedRegex(@"\b(3\.\d{1,2})\.(\d{1,3})\b")]
    private static partial Regex Release();
}

using System.Collections.Immutable;
using System.Numerics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// Whether two markers mean the same. uv writes them anew, simplified by what holds for the whole lock, so texts tell nothing: both are
/// evaluated for the platforms and Pythons there are, within those that the lock is made for.
/// </summary>
/// <param name="requiresPython">What the lock is made for.</param>
internal sealed class UvMarkerComparison(SpecifierSet? requiresPython)
{
    private const int OldestMinor = 6, NewestMinor = 20;

    private static readonly Platform[] s_platforms =
    [
        new("linux", "posix", "Linux", "x86_64"), new("linux", "posix", "Linux", "aarch64"), new("win32", "nt", "Windows", "AMD64"),
        new("win32", "nt", "Windows", "ARM64"), new("darwin", "posix", "Darwin", "arm64"), new("darwin", "posix", "Darwin", "x86_64"),
        new("emscripten", "posix", "Emscripten", "wasm32"), new("freebsd14", "posix", "FreeBSD", "amd64"),
    ];

    private MarkerEnvironment[]? _usual;

    /// <summary>The first and a late release of each minor version.</summary>
    public static IReadOnlyList<PythonVersion> Pythons { get; } = UsualPythons();

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

    private static List<PythonVersion> UsualPythons()
    {
        var pythons = new List<PythonVersion>();
        for (int minor = OldestMinor; minor < NewestMinor; minor++)
        {
            pythons.Add(PythonVersion.Parse($"3.{minor}.0"));
            pythons.Add(PythonVersion.Parse($"3.{minor}.30"));
        }
        return pythons;
    }

    private static bool Holds(Marker? marker, MarkerEnvironment environment, MarkerSelection selection) =>
        marker is null || (marker.TryEvaluate(environment, selection, out bool holds, out _) && holds);

    private IEnumerable<MarkerEnvironment> Environments(string markers)
    {
        _usual ??= [.. Pythons.SelectMany(python => EnvironmentsOf(python, "cpython"))];
        IEnumerable<MarkerEnvironment> named = NamedIn(markers).Except(Pythons).SelectMany(python => EnvironmentsOf(python, "cpython"));
        IEnumerable<MarkerEnvironment> others = markers.Contains("implementation", StringComparison.Ordinal)
            ? NamedIn(markers).Union(Pythons).SelectMany(python => EnvironmentsOf(python, "pypy"))
            : [];
        return _usual.Concat(named).Concat(others);
    }

    // Releases that the markers themselves speak of, and their neighbours.
    private static HashSet<PythonVersion> NamedIn(string markers)
    {
        var named = new HashSet<PythonVersion>();
        for (int at = 0, end; at < markers.Length; at = end + 1)
        {
            for (end = at; end < markers.Length && (char.IsAsciiDigit(markers[end]) || markers[end] == '.'); end++)
            {
            }
            if (!PythonVersion.TryParse(markers.AsSpan(at, end - at), out PythonVersion? version)
                || version.Release is not [_, _, var patch])
                continue;
            for (BigInteger near = BigInteger.Max(patch - 1, 0); near <= patch + 1; near++)
                named.Add(PythonVersion.Parse($"{version.ReleaseTo(2)}.{near}"));
        }
        return named;
    }

    private IEnumerable<MarkerEnvironment> EnvironmentsOf(PythonVersion python, string implementation)
    {
        if (requiresPython?.Contains(python) == false)
            yield break;
        foreach (Platform platform in s_platforms)
        {
            yield return new MarkerEnvironment
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
    }

    /// <remarks>A class: of structures in the framework's collections code has to be compiled while a build waits.</remarks>
    private sealed record Platform(string SysPlatform, string OsName, string System, string Machine);
}

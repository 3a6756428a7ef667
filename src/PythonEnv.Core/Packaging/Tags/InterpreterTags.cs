using System.Globalization;

namespace PythonEnv.Packaging.Tags;

/// <summary>
/// The order in which an interpreter prefers tags: its own ABI, the stable ABI, no ABI; then the stable ABI of older versions; then
/// pure Python for the platform and for any.
/// </summary>
internal static class InterpreterTags
{
    /// <summary>PEP 384.</summary>
    private const int FirstMinorWithStableAbi = 2;

    public static IEnumerable<WheelTag> Of(TagFacts facts)
    {
        string name = ShortName(facts.Implementation);
        string interpreter = name + (facts.VersionNoDot ?? NoDot(facts.Major, facts.Minor));
        string[] platforms = [.. PlatformTags.Of(facts.Platform)];
        IEnumerable<WheelTag> specific = name == "cp"
            ? CPython(facts.Major, facts.Minor, CPythonAbis(facts, facts.Major, facts.Minor), platforms)
            : Generic(interpreter, GenericAbis(facts), platforms);
        string? pure = name switch { "cp" => interpreter, "pp" => "pp3", _ => null };
        return specific.Concat(Compatible(facts.Major, facts.Minor, pure, platforms));
    }

    public static IEnumerable<WheelTag> CPython(int major, int? minor, IEnumerable<string> given, string[] platforms)
    {
        var abis = new List<string>(given);
        bool freeThreaded = abis.Count > 0 && IsFreeThreaded(abis[0]);
        string stable = freeThreaded ? "abi3t" : "abi3";
        abis.RemoveAll(abi => abi is "abi3" or "none" || (abi == "abi3t" && freeThreaded));
        bool hasStable = minor is { } m && (major, m).CompareTo((3, FirstMinorWithStableAbi)) >= 0;

        string interpreter = "cp" + NoDot(major, minor);
        if (hasStable)
            abis.Add(stable);
        abis.Add("none");
        foreach (string abi in abis)
        {
            foreach (string platform in platforms)
                yield return new WheelTag(interpreter, abi, platform);
        }
        for (int older = hasStable ? minor!.Value - 1 : -1; older >= FirstMinorWithStableAbi; older--)
        {
            foreach (string platform in platforms)
                yield return new WheelTag("cp" + NoDot(major, older), stable, platform);
        }
    }

    public static IEnumerable<WheelTag> Generic(string interpreter, IEnumerable<string> given, string[] platforms)
    {
        var abis = new List<string>(given);
        if (!abis.Contains("none"))
            abis.Add("none");
        return from abi in abis
               from platform in platforms
               select new WheelTag(interpreter, abi, platform);
    }

    public static IEnumerable<WheelTag> Compatible(int major, int? minor, string? interpreter, string[] platforms)
    {
        string[] versions = [.. PureVersions(major, minor)];
        foreach (string version in versions)
        {
            foreach (string platform in platforms)
                yield return new WheelTag(version, "none", platform);
        }
        if (interpreter is not null)
            yield return new WheelTag(interpreter, "none", "any");
        foreach (string version in versions)
            yield return new WheelTag(version, "none", "any");
    }

    private static IEnumerable<string> PureVersions(int major, int? minor)
    {
        if (minor is not null)
            yield return "py" + NoDot(major, minor);
        yield return "py" + NoDot(major, null);
        for (int older = (minor ?? 0) - 1; older >= 0; older--)
            yield return "py" + NoDot(major, older);
    }

    public static IEnumerable<string> CPythonAbis(TagFacts build, int major, int minor)
    {
        string version = NoDot(major, minor);
        string debug = build.IsDebugBuild ? "d" : "";
        if ((major, minor).CompareTo((3, 8)) < 0)
            return [$"cp{version}{debug}{(build.WithPymalloc ? "m" : "")}"];
        string threading = build.GilDisabled && (major, minor).CompareTo((3, 13)) >= 0 ? "t" : "";
        // Since 3.8 a debug build loads the extension modules of a release build too.
        return build.IsDebugBuild ? [$"cp{version}{threading}{debug}", $"cp{version}{threading}"] : [$"cp{version}{threading}"];
    }

    /// <summary>The ABI that <c>EXT_SUFFIX</c> names, without what it says of the platform.</summary>
    public static IEnumerable<string> GenericAbis(TagFacts facts)
    {
        string[] parts = (facts.ExtensionSuffix ?? "").Split('.');
        if (parts.Length < 3)
            return CPythonAbis(facts, facts.Major, facts.Minor);
        string[] words = parts[1].Split('-');
        string abi = words[0] switch
        {
            "" => "",
            _ when words[0].StartsWith("cpython", StringComparison.Ordinal) => "cp" + (words.Length > 1 ? words[1] : ""),
            _ when words[0].StartsWith("cp", StringComparison.Ordinal) => words[0],
            _ when words[0].StartsWith("pypy", StringComparison.Ordinal) => string.Join('_', words.Take(2)),
            _ when words[0].StartsWith("graalpy", StringComparison.Ordinal) => string.Join('_', words.Take(3)),
            _ => parts[1],
        };
        return abi.Length == 0 ? [] : [PlatformTags.Normalize(abi)];
    }

    /// <summary><c>cp313t</c>: a <c>t</c> among the flags that follow the version.</summary>
    private static bool IsFreeThreaded(string abi)
    {
        if (!abi.StartsWith("cp", StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> flags = abi.AsSpan(2).TrimStart("0123456789");
        return flags.Length < abi.Length - 2 && flags.Contains('t');
    }

    public static string ShortName(string implementation) => implementation switch
    {
        "python" => "py",
        "cpython" => "cp",
        "pypy" => "pp",
        "ironpython" => "ip",
        "jython" => "jy",
        _ => implementation,
    };

    public static string NoDot(int major, int? minor) => string.Create(CultureInfo.InvariantCulture, $"{major}{minor}");
}

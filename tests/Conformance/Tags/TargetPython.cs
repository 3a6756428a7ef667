using System.Collections.Immutable;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Conformance.Tags;

/// <summary>
/// The Python that wheels are chosen for when it is not the one that runs: pip's <c>--platform</c>, <c>--python-version</c>,
/// <c>--implementation</c> and <c>--abi</c>. What is null is taken from the interpreter at hand.
/// </summary>
internal sealed record TargetPython
{
    /// <summary>Platform tags, best first; those of macOS and manylinux2010/2014 stand for their predecessors too.</summary>
    public ImmutableArray<string>? Platforms { get; init; }

    public int? Major { get; init; }

    /// <summary>May be left out beside a major version, which then leaves no version's own ABI to choose from.</summary>
    public int? Minor { get; init; }

    /// <summary>The short name: <c>cp</c>, <c>pp</c>, <c>py</c>, ….</summary>
    public string? Implementation { get; init; }

    public ImmutableArray<string>? Abis { get; init; }

    /// <summary>The tags of the target.</summary>
    /// <param name="running">The interpreter that fills in what the target leaves open.</param>
    public SupportedTags Tags(TagFacts running) => new(InOrder(running));

    private IEnumerable<WheelTag> InOrder(TagFacts running)
    {
        string name = Implementation ?? InterpreterTags.ShortName(running.Implementation);
        (int major, int? minor) = Major is { } given ? (given, Minor) : (running.Major, running.Minor);
        string interpreter = name + (Major is null && running.VersionNoDot is { } noDot ? noDot : InterpreterTags.NoDot(major, minor));
        string[] platforms = Platforms is { Length: > 0 } asked
            ? [.. Expand(asked)]
            : [.. PlatformTags.Of(running.Platform)];
        IEnumerable<WheelTag> specific = name == "cp"
            ? InterpreterTags.CPython(major, minor, Abis ?? OwnAbis(), platforms)
            : InterpreterTags.Generic(interpreter, Abis ?? InterpreterTags.GenericAbis(running), platforms);
        return specific.Concat(InterpreterTags.Compatible(major, minor, interpreter, platforms));

        IEnumerable<string> OwnAbis() => minor is { } own ? InterpreterTags.CPythonAbis(running, major, own) : [];
    }

    /// <summary>What pip makes of <c>--platform</c>: each given tag with the older ones it includes, each once.</summary>
    private static IEnumerable<string> Expand(IEnumerable<string> given)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string platform in given)
        {
            if (seen.Contains(platform))
                continue;
            foreach (string included in Included(platform))
            {
                if (seen.Add(included))
                    yield return included;
            }
        }
    }

    private static IEnumerable<string> Included(string platform)
    {
        if (platform.StartsWith("macosx", StringComparison.Ordinal))
            return IncludedMacOS(platform);
        if (platform.StartsWith("manylinux2014_", StringComparison.Ordinal))
        {
            string architecture = platform["manylinux2014_".Length..];
            return architecture is "i686" or "x86_64"
                ? [platform, $"manylinux2010_{architecture}", $"manylinux1_{architecture}"]
                : [platform];
        }
        if (platform.StartsWith("manylinux2010_", StringComparison.Ordinal))
            return [platform, $"manylinux1_{platform["manylinux2010_".Length..]}"];
        return [platform];
    }

    private static IEnumerable<string> IncludedMacOS(string platform)
    {
        string[] parts = platform.Split('_', 4);
        if (parts.Length == 4 && PlatformRelease.TryParse($"{parts[1]}.{parts[2]}", out PlatformRelease? release))
            return MacOSPlatforms.Of(release, parts[3]).Select(included => parts[0] + included["macosx".Length..]);
        return [platform];
    }
}

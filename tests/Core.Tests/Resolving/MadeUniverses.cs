using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using PythonEnv.Conformance.Tags;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Core.Tests.Resolving;

/// <summary>
/// A universe written as lines: <c>name version [tags …] [: requirement | requirement …]</c>. Without tags it is a wheel for everything.
/// </summary>
internal sealed partial class MadeUniverses : IUniverses
{
    private readonly Dictionary<PackageName, PackageUniverse> _packages = [];
    private readonly Dictionary<Release, ReleaseMetadata> _metadata = [];
    private readonly HashSet<object> _known = [];
    private readonly bool _isLazy;

    /// <param name="isLazy">Is nothing known before it was asked for?</param>
    public MadeUniverses(bool isLazy, params IEnumerable<string> lines)
    {
        _isLazy = isLazy;
        foreach (IGrouping<PackageName, (PackageName Name, Release Release)> package in lines.Select(Read).GroupBy(line => line.Name))
            _packages[package.Key] = new PackageUniverse
            {
                Name = package.Key,
                Releases = [.. package.Select(line => line.Release)],
                Asked = ["the index"]
            };
    }

    public MadeUniverses(params IEnumerable<string> lines)
        : this(isLazy: false, lines)
    {
    }

    /// <summary>What was asked for, round by round.</summary>
    public List<string> Rounds { get; } = [];

    public Release this[string name, string version] =>
        _packages[PackageName.Normalize(name)].Releases.Single(release => release.Text == version);

    public MadeUniverses With(string name, string version, Func<Release, Release> change)
    {
        PackageUniverse universe = _packages[PackageName.Normalize(name)];
        Release old = this[name, version];
        Release made = change(old);
        _packages[universe.Name] = universe with { Releases = universe.Releases.Replace(old, made) };
        _metadata[made] = _metadata[old];
        return this;
    }

    public MadeUniverses WithMetadata(string name, string version, ReleaseMetadata metadata)
    {
        _metadata[this[name, version]] = metadata;
        return this;
    }

    /// <summary>Answers what was asked for.</summary>
    public void Fetch(Needs needs)
    {
        Rounds.Add(string.Join(' ', [.. needs.Packages.Select(name => name.Value),
            .. needs.Metadata.Select(one => $"{one.Name}=={one.Release}")]));
        foreach (PackageName name in needs.Packages)
        {
            _known.Add(name.Value);
            if (_packages.TryGetValue(name, out PackageUniverse? universe) && needs.Likely(universe) is { } likely)
                _known.Add(likely);
        }
        foreach (NeededMetadata metadata in needs.Metadata)
            _known.Add(metadata.Release);
    }

    public bool TryGetPackage(PackageName name, [NotNullWhen(true)] out PackageUniverse? universe)
    {
        universe = null;
        if (_isLazy && !_known.Contains(name.Value))
            return false;
        if (!_packages.TryGetValue(name, out universe))
            _packages[name] = universe = new PackageUniverse { Name = name, Releases = [] };
        return true;
    }

    public bool TryGetMetadata(PackageName name, Release release, [NotNullWhen(true)] out ReleaseMetadata? metadata)
    {
        metadata = null;
        return (!_isLazy || _known.Contains(release)) && _metadata.TryGetValue(release, out metadata);
    }

    private (PackageName Name, Release Release) Read(string line)
    {
        string[] halves = line.Split(": ", 2);
        string[] words = halves[0].TrimEnd(':').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ImmutableArray<ReleaseFile> files = words.Length == 2 ? [Wheel("py3-none-any")] : [.. words.Skip(2).Select(Wheel)];
        var release = new Release(PythonVersion.Parse(words[1]), words[1], files);
        ImmutableArray<Requirement> requirements = halves.Length == 1 ? [] : [.. halves[1].Split(" | ").Select(Question.Read)];
        ImmutableArray<PackageName> extras = [.. requirements.SelectMany(ExtrasIn).Distinct()];
        _metadata[release] = ReleaseMetadata.Of(requirements, extras);
        return (PackageName.Normalize(words[0]), release);
    }

    private static IEnumerable<PackageName> ExtrasIn(Requirement requirement) =>
        Extra().Matches(requirement.Marker?.ToString() ?? "").Select(match => PackageName.Normalize(match.Groups[1].Value));

    private static ReleaseFile Wheel(string tag) => new()
    {
        Tags = tag == "sdist" ? [] : [WheelTags.Parse(tag)],
    };

    [GeneratedRegex("extra == \"([^\"]+)\"")]
    private static partial Regex Extra();
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Conformance.Resolving;

/// <summary>The universe of a case.</summary>
/// <param name="opened">Yanked versions that count as if they were not.</param>
/// <param name="isLazy">Is nothing known before it has been asked for? Else all of it is from the start.</param>
internal sealed class CaseUniverses(ResolverCase @case, IReadOnlySet<CaseRecord> opened, bool isLazy) : IUniverses
{
    private readonly HashSet<object> _known = [];
    private readonly Dictionary<PackageName, PackageUniverse> _packages = [];
    private readonly Dictionary<Release, ReleaseMetadata> _metadata = [];

    public bool TryGetPackage(PackageName name, [NotNullWhen(true)] out PackageUniverse? universe)
    {
        if (!_packages.TryGetValue(name, out universe) && !isLazy)
            _packages[name] = universe = Make(name);
        return universe is not null;
    }

    public bool TryGetMetadata(PackageName name, Release release, [NotNullWhen(true)] out ReleaseMetadata? metadata)
    {
        metadata = null;
        return (!isLazy || _known.Contains(release)) && _metadata.TryGetValue(release, out metadata);
    }

    /// <summary>Makes known what is needed.</summary>
    public void Fetch(Needs needs)
    {
        foreach (PackageName name in needs.Packages)
        {
            PackageUniverse universe = _packages[name] = Make(name);
            if (needs.Likely(universe) is { } likely)
                _known.Add(likely);
        }
        _known.UnionWith(needs.Metadata.Select(one => one.Release));
    }

    private PackageUniverse Make(PackageName name) => new()
    {
        Name = name,
        Releases = [.. @case.Index[name].Select(Make)],
        AllowsSource = @case.Options.AllowsSource(name),
        AllowsWheels = @case.Options.AllowsWheels(name),
    };

    private Release Make(CaseRecord record)
    {
        ImmutableArray<ReleaseFile> wheels = [.. record.Wheels.Select(tags => Make(record) with { Tags = tags })];
        var release = new Release(record.Version, record.Text, record.HasSource ? wheels.Add(Make(record)) : wheels);
        _metadata[release] = ReleaseMetadata.Of(record.Requires, record.Extras);
        return release;

        ReleaseFile Make(CaseRecord record) => new()
        {
            RequiresPython = record.RequiresPython,
            Uploaded = record.Uploaded,
            IsYanked = record.IsYanked && !opened.Contains(record),
        };
    }
}

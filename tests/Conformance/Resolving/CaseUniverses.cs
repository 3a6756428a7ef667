using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Conformance.Resolving;

/// <summary>The universe of a case, all of it there from the start.</summary>
/// <param name="opened">Yanked versions that count as if they were not.</param>
internal sealed class CaseUniverses(ResolverCase @case, IReadOnlySet<CaseRecord> opened) : IUniverses
{
    private readonly Dictionary<PackageName, PackageUniverse> _packages = [];
    private readonly Dictionary<Release, ReleaseMetadata> _metadata = [];

    public bool TryGetPackage(PackageName name, [NotNullWhen(true)] out PackageUniverse? universe)
    {
        if (!_packages.TryGetValue(name, out universe))
            _packages[name] = universe = Make(name);
        return true;
    }

    public bool TryGetMetadata(PackageName name, Release release, [NotNullWhen(true)] out ReleaseMetadata? metadata) =>
        _metadata.TryGetValue(release, out metadata);

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
            FileName = "",
            RequiresPython = record.RequiresPython,
            Uploaded = record.Uploaded,
            IsYanked = record.IsYanked && !opened.Contains(record),
        };
    }
}

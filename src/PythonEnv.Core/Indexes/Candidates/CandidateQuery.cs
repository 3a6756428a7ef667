using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Indexes.Candidates;

/// <summary>What is wanted of the files of one project.</summary>
internal sealed record CandidateQuery
{
    public required PackageName Name { get; init; }

    public SpecifierSet Specifiers { get; init; } = SpecifierSet.Any;

    /// <summary>What the interpreter can install, best first.</summary>
    public required SupportedTags Tags { get; init; }

    /// <summary>The interpreter's <c>X.Y.Z</c>, to hold <c>Requires-Python</c> against; a pre-release counts as its release.</summary>
    public required PythonVersion Python { get; init; }

    /// <summary>May <c>Requires-Python</c> be ignored?</summary>
    public bool IgnoresRequiresPython { get; init; }

    public bool AllowsWheels { get; init; } = true;

    public bool AllowsSource { get; init; } = true;

    /// <summary>Are yanked files candidates, though the last to be taken? pip allows them for exact pins only.</summary>
    public bool AllowsYanked { get; init; }

    /// <summary>Are pre-releases candidates? Null: if a clause names one, or if nothing else fits.</summary>
    public bool? Prereleases { get; init; }

    /// <summary>Is an older wheel better than a newer source distribution?</summary>
    public bool PrefersWheels { get; init; }

    /// <summary>The file has to match one of them; empty if any file will do.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];
}

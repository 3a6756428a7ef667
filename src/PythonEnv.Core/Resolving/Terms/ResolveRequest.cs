using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Resolving.Terms;

/// <summary>A question to the resolver. Immutable; everything that decides the answer is in it or in the universes.</summary>
internal sealed record ResolveRequest
{
    /// <summary>What is wanted, in order of declaration; several lines may name one distribution.</summary>
    public required ImmutableArray<RootRequirement> Requirements { get; init; }

    /// <summary>They limit what is installed and add nothing.</summary>
    public ImmutableArray<RootRequirement> Constraints { get; init; } = [];

    /// <summary>
    /// They replace every requirement on their name, declared ones too; where the marker of none holds, nothing is required of it.
    /// </summary>
    public ImmutableArray<RootRequirement> Overrides { get; init; } = [];

    /// <summary>
    /// What an existing lock holds; the most wanted where it still fits. A name split by platform is there several times.
    /// </summary>
    public ImmutableArray<Preference> Preferences { get; init; } = [];

    /// <summary>The answer has to be installable on each of them; at least one, at most 64.</summary>
    public required ImmutableArray<ResolveTarget> Targets { get; init; }

    public ResolveOptions Options { get; init; } = new();
}

/// <summary>A version that an existing lock holds.</summary>
/// <param name="Marker">Where the lock installs it; null: everywhere.</param>
internal sealed record Preference(PackageName Name, PythonVersion Version, Marker? Marker = null);

/// <summary>Choices that change the answer.</summary>
internal sealed record ResolveOptions
{
    public PrereleasePolicy Prereleases { get; init; } = PrereleasePolicy.IfNecessary;

    public ResolutionKind Resolution { get; init; } = ResolutionKind.Highest;

    public LockStrategy Strategy { get; init; } = LockStrategy.Same;

    /// <summary>Only files that were uploaded before are candidates; a file without a time is none.</summary>
    public DateTimeOffset? UploadedBefore { get; init; }

    /// <summary>May <c>Requires-Python</c> be ignored?</summary>
    public bool IgnoresRequiresPython { get; init; }

    /// <summary>Are the requirements of what is wanted left out?</summary>
    public bool IgnoresDependencies { get; init; }
}

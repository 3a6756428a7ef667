using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Planning;

/// <summary>What the environment has to hold: exactly one file for every pinned distribution, in order of name.</summary>
internal sealed record InstallPlan(ImmutableArray<PlannedDistribution> Distributions)
{
    /// <summary>What it relies on of the base interpreter's own packages.</summary>
    public ImmutableArray<SystemDistribution> System { get; init; } = [];
}

/// <summary>One pinned distribution and the file that was chosen for it.</summary>
internal sealed record PlannedDistribution
{
    public required PackageName Name { get; init; }

    /// <summary>The normalised PEP 440 version of the chosen file; empty where only building it will tell.</summary>
    public required string Version { get; init; }

    /// <summary>The line that pins it.</summary>
    public required SourceSpan DeclaredAt { get; init; }

    public required DistributionFile File { get; init; }

    /// <summary>No other distribution of the plan requires it.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The distributions of the plan that it requires, with the extras that are wanted of it, in order of name.</summary>
    public ImmutableArray<PackageName> Requires { get; init; } = [];

    /// <summary>Extras that declarations ask of it; normalised, in order.</summary>
    public ImmutableSortedSet<string> Extras { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The URL was declared itself, so that <c>direct_url.json</c> (PEP 610) has to be written. As declared: it may hold a secret.</summary>
    public Uri? DirectUrl { get; init; }
}

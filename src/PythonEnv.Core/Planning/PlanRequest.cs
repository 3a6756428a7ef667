using System.Collections.Immutable;
using System.Collections.ObjectModel;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Requirements;

namespace PythonEnv.Planning;

/// <summary>The interpreter (or a platform that stands in for one) that a plan is made for.</summary>
internal sealed record PlanTarget(SupportedTags Tags, MarkerEnvironment Markers)
{
    /// <summary><c>X.Y.Z</c>, as pip holds it against <c>Requires-Python</c>: a pre-release counts as its release.</summary>
    public PythonVersion Python { get; } = PythonOf(Markers);

    /// <summary>The runtime identifier of a platform that is not this machine's; null for this machine's.</summary>
    public string? Rid { get; init; }

    /// <summary>Whether the platform is published for, and not one of the declared <c>TargetRids</c>.</summary>
    public bool IsPublished { get; init; }

    /// <summary>For messages: <c>CPython 3.11.7 on linux x86_64</c>, <c>linux-musl-x64 with CPython 3.11</c>.</summary>
    public override string ToString() => Rid is not null
        ? $"{Rid} with {Markers.PlatformPythonImplementation} {Markers.PythonVersion}"
        : $"{Markers.PlatformPythonImplementation} {Markers.PythonFullVersion} on {Markers.SysPlatform} {Markers.PlatformMachine}";

    /// <inheritdoc cref="Python"/>
    public static PythonVersion PythonOf(MarkerEnvironment markers)
    {
        // A build between two releases calls itself `3.14.0a7+`.
        PythonVersion full = PythonVersion.Parse(markers.PythonFullVersion.TrimEnd('+'));
        return PythonVersion.Parse(full.ReleaseTo(3));
    }
}

/// <summary>A distribution that is there without being installed: a declared system package.</summary>
internal sealed record ProvidedDistribution(PackageName Name, PythonVersion Version)
{
    /// <summary>Where it is declared.</summary>
    public SourceSpan Where { get; init; } = SourceSpan.None;

    /// <summary>What it requires in turn; null if that is not known.</summary>
    public CoreMetadata? Metadata { get; init; }
}

/// <summary>What to plan.</summary>
internal sealed record PlanRequest(ImmutableArray<Pin> Pins, PlanTarget Target)
{
    /// <summary>Constraints whose markers hold; a pin that one of them excludes is an error.</summary>
    public ImmutableArray<DeclaredRequirement> Constraints { get; init; } = [];

    public ImmutableArray<ProvidedDistribution> Provided { get; init; } = [];

    /// <summary>What could be imported as well and must not be relied on: undeclared system packages.</summary>
    public ImmutableDictionary<PackageName, PythonVersion> Undeclared { get; init; } =
        ImmutableDictionary<PackageName, PythonVersion>.Empty;

    /// <summary>
    /// The sha256 of the wheels that are installed: a pin without hashes whose file was chosen among the same places keeps it, and no index
    /// is asked.
    /// </summary>
    public IReadOnlyDictionary<PackageName, string> Installed { get; init; } = ReadOnlyDictionary<PackageName, string>.Empty;

    /// <summary>
    /// Is told of each wheel whose hash is pinned and that is not at hand, as soon as its METADATA is good; from any thread.
    /// </summary>
    public Action<DistributionFile>? OnFound { get; init; }

    /// <summary>What people have written that the pins were made from; empty where that is not known.</summary>
    public IReadOnlySet<PackageName> Written { get; init; } = PackageName.NoNames;

    /// <summary>Whether a project may be built from source.</summary>
    public Func<PackageName, bool> MayBuild { get; init; } = _ => false;
}

/// <summary>A plan, unless there are errors; and everything that was found.</summary>
internal sealed record PlanResult(InstallPlan? Plan, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>The pins and what they require of each other.</summary>
    public required DependencyClosure Closure { get; init; }
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Universes;

/// <summary>A requirement of a release, made ready.</summary>
internal sealed class Dependency
{
    /// <summary>The number of the name that is required.</summary>
    public required int Target { get; init; }

    /// <summary>As it counts: that of the override where one replaces it.</summary>
    public required Requirement Requirement { get; init; }

    public RootRequirement? Override { get; init; }

    /// <summary>The extras that are asked of the target.</summary>
    public required ImmutableArray<PackageName> Extras { get; init; }

    /// <summary>Where it counts at all: the classes whose metadata has it, and where the override that replaces it holds.</summary>
    public required ClassSet Within { get; init; }

    /// <summary>Null where it has no marker.</summary>
    public required MarkerTruth? Marker { get; init; }

    /// <summary>Its specifiers as written: what makes two requirements of one name the same.</summary>
    public required string Text { get; init; }

    /// <summary>Where it counts without any extra.</summary>
    public ClassSet Classes => Marker is null ? Within : Marker.Plain & Within;

    /// <summary>Where it counts because an extra is wanted, and does not without.</summary>
    public ClassSet OnlyWith(PackageName extra) => Marker is null ? ClassSet.None : Marker.OnlyWith(extra) & Within;
}

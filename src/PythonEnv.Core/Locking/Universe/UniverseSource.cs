using System.Collections.Immutable;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Pins;
using PythonEnv.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking.Universe;

/// <summary>Everything that universes are made from.</summary>
internal sealed record UniverseSource
{
    public required IndexClient Client { get; init; }

    /// <summary>Fetches what has to be read whole: source distributions, and wheels whose digest nobody tells.</summary>
    public required IWheelSource Files { get; init; }

    /// <summary>What the user's cache knows of wheels.</summary>
    public required ICachedMetadata Cache { get; init; }

    public required MetadataStore Metadata { get; init; }

    /// <summary>What no marker can tell apart, in the order of the resolver.</summary>
    public required ImmutableArray<TargetClass> Classes { get; init; }

    /// <summary>Requirements that name their file.</summary>
    public ImmutableArray<DeclaredRequirement> Direct { get; init; } = [];

    /// <summary>May a name be built from source?</summary>
    public Func<PackageName, bool> MayBuild { get; init; } = static _ => false;

    /// <summary>Builds a source distribution or a checkout on this machine; null where nothing can be built.</summary>
    public Func<Pin, CancellationToken, Task<LocalWheel>>? Build { get; init; }

    /// <summary>Is this machine's interpreter of the class? What a build tells is certain there alone.</summary>
    public Func<TargetClass, bool> IsHere { get; init; } = static _ => false;

    /// <summary>Is told how many names have been looked up; from any thread.</summary>
    public Action<int> OnLookedUp { get; init; } = static _ => { };

    /// <summary>The best file of a release for a target, by the place of its tag; source distributions last.</summary>
    public static int RankOf(ImmutableArray<WheelTag> tags, SupportedTags supported) =>
        tags.IsEmpty ? int.MaxValue - 1 : supported.RankOf(tags) ?? int.MaxValue;
}

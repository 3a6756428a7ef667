using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Resolving.Terms;

/// <summary>What there is to choose from. Whoever implements it fetches; the resolver only asks for what it knows by now.</summary>
/// <remarks>An answer, once given, stays: the same object each time.</remarks>
internal interface IUniverses
{
    /// <returns>False if nothing is known of the name yet. A name that no index has is known: a universe without releases.</returns>
    bool TryGetPackage(PackageName name, [NotNullWhen(true)] out PackageUniverse? universe);

    /// <returns>False if the metadata has not been read yet.</returns>
    bool TryGetMetadata(PackageName name, Release release, [NotNullWhen(true)] out ReleaseMetadata? metadata);
}

/// <summary>What has to be fetched before the resolver can go on. All of it can be fetched at once.</summary>
/// <param name="Packages">Universes that are not there, in order of discovery.</param>
/// <param name="Metadata">
/// Metadata that is not there, the most urgent first; some of it is asked for because it is likely to be needed soon.
/// </param>
internal sealed record Needs(ImmutableArray<PackageName> Packages, ImmutableArray<NeededMetadata> Metadata)
{
    /// <summary>
    /// Of a package that was just fetched, the release whose metadata will be asked for next, as far as can be told; or null.
    /// </summary>
    /// <remarks>May be called from several threads. Fetching that metadata at once saves a round trip.</remarks>
    public required Func<PackageUniverse, Release?> Likely { get; init; }
}

/// <summary>A release whose metadata is needed.</summary>
internal sealed record NeededMetadata(PackageName Name, Release Release);

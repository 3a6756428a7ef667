using System.Collections.Immutable;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes;

/// <summary>All files of one project that the configured places offer.</summary>
/// <param name="Files">Those of find-links first, then those of each index in its order.</param>
/// <param name="Failures">Places that could not be asked; what they offer is not known.</param>
internal sealed record ProjectListing(ImmutableArray<IndexFile> Files, ImmutableArray<FetchException> Failures)
{
    /// <summary>Find-links places that are not there.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>What each index offers, in their order; empty offers are there too.</summary>
    public ImmutableArray<IndexOffer> Offers { get; init; } = [];
}

/// <summary>The files of one project at one index.</summary>
internal sealed record IndexOffer(IndexUrl Index, ImmutableArray<IndexFile> Files);

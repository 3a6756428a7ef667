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
    /// <summary>What an index says of the project as a whole (PEP 792): the first page whose status is not <c>active</c>.</summary>
    public ProjectStatus? Status { get; init; }

    /// <summary>Whether every index that was asked answered, and none has a page of the project.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>A page of it was kept, and no index was asked whether it still is the page.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>Find-links places that are not there.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Indexes that have a page of it, on which none of its files stands: a page that asks people to log in is one.</summary>
    public ImmutableArray<IndexUrl> Empty { get; init; } = [];

    /// <summary>What each index offers, in their order; empty offers are there too.</summary>
    public ImmutableArray<IndexOffer> Offers { get; init; } = [];
}

/// <summary>The files of one project at one index.</summary>
internal sealed record IndexOffer(IndexUrl Index, ImmutableArray<IndexFile> Files);

/// <summary>The status of a project (PEP 792).</summary>
/// <param name="Name"><c>archived</c>, <c>deprecated</c>, <c>quarantined</c>, or one that is not known here.</param>
/// <param name="Reason">Null if not given.</param>
/// <param name="Index">The host that says so.</param>
internal sealed record ProjectStatus(string Name, string? Reason, string Index)
{
    /// <summary>The index holds it for harmful: nothing of it is to be installed.</summary>
    public bool IsQuarantined => Name == "quarantined";

    /// <summary>Whether it is one that whoever pins the project should hear of.</summary>
    public bool IsTold => IsQuarantined || Name is "archived" or "deprecated";
}

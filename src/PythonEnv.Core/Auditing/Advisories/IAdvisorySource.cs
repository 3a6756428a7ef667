using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Auditing.Advisories;

/// <summary>What is asked about.</summary>
/// <param name="Version">Without a local part: no advisory knows of those.</param>
internal sealed record AuditedPin(PackageName Name, PythonVersion Version);

/// <summary>What a source knows of some pins.</summary>
/// <param name="Source">Its name as it may be shown.</param>
/// <param name="From">When the source said so; null: it says nothing.</param>
internal sealed record AdvisoryAnswer(string Source, ImmutableArray<Advisory> Advisories, DateTimeOffset? From)
{
    /// <summary>Why not all of it, or not the newest, could be had, as a clause; null if it could.</summary>
    public string? Problem { get; init; }
}

/// <summary>Where advisories come from.</summary>
internal interface IAdvisorySource
{
    /// <summary>The advisories that speak of the pins' names. What goes wrong is told in the answer and never thrown.</summary>
    Task<AdvisoryAnswer> FindAsync(ImmutableArray<AuditedPin> pins, CancellationToken cancellation);
}

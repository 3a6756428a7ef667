using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Auditing.Advisories;

/// <summary>What is known of one vulnerability, as one database tells it.</summary>
/// <param name="Id">Such as <c>GHSA-…</c>, <c>PYSEC-…</c> or <c>CVE-…</c>.</param>
internal sealed record Advisory(string Id)
{
    /// <summary>What other databases call the same.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>One line for people; empty where there is none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>How bad it is; null where nobody has rated it.</summary>
    public AuditLevel? Level { get; init; }

    /// <summary>Pages about it, the advisory's own first.</summary>
    public ImmutableArray<string> Pages { get; init; } = [];

    /// <summary>The versions that have it, of each distribution that was asked about.</summary>
    public ImmutableArray<AffectedVersions> Affected { get; init; } = [];

    /// <summary>All its names.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Id);

    public IEnumerable<AffectedVersions> Of(PackageName name) => Affected.Where(affected => affected.Name == name);
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Conformance.Installs;

/// <summary>What somebody requires of a project.</summary>
/// <param name="Project">The project.</param>
/// <param name="Specifiers">The versions that will do.</param>
/// <param name="Extras">As written.</param>
/// <param name="Url">The one file that will do; null if any that an index has will.</param>
/// <param name="Hashes">The digests given beside it.</param>
/// <param name="Parent">The candidate whose metadata says so; null for a line of the files.</param>
internal sealed record InstallNeed(
    PackageName Project,
    SpecifierSet Specifiers,
    ImmutableArray<string> Extras,
    string? Url,
    ImmutableArray<FileHash> Hashes,
    InstallCandidate? Parent)
{
    /// <summary>One <c>==</c> or <c>===</c>, with or without a wildcard, is a pin for pip.</summary>
    public bool IsPinned => Specifiers.Clauses is [{ Operator: SpecifierOperator.Equal or SpecifierOperator.Arbitrary }];

    public bool HasExactClause => Specifiers.Clauses.Any(
        clause => clause.Operator is SpecifierOperator.Equal or SpecifierOperator.Arbitrary && !clause.IsPrefix);

    public bool IsForExtrasOnly => !Extras.IsEmpty && Specifiers.Clauses.IsEmpty && Url is null;

    public bool HasUpperBound => Specifiers.Clauses.Any(
        clause => clause.IsPrefix
            || clause.Operator is SpecifierOperator.Less or SpecifierOperator.LessOrEqual or SpecifierOperator.Compatible);

    public static InstallNeed Of(DeclaredRequirement requirement, PackageName project) =>
        new(project, requirement.Specifiers, requirement.Extras, requirement.Url, requirement.Hashes, null);

    public static InstallNeed Of(Requirement requirement, InstallCandidate parent) =>
        new(requirement.CanonicalName, requirement.Specifiers, requirement.Extras, requirement.Url, [], parent);

    public bool Admits(InstallCandidate candidate) =>
        Url is null ? Specifiers.Contains(candidate.Version) : LinkIdentity.Of(Url) == LinkIdentity.Of(candidate.Url);
}

/// <summary>A distribution that was looked into.</summary>
/// <param name="Template">The need that it was first looked into for.</param>
internal sealed record InstallCandidate(MadeUpWheel Wheel, PythonVersion Version, string Url, bool IsYanked, InstallNeed Template)
{
    /// <summary>What it requires of others with some of its extras; null if its metadata can't be read.</summary>
    public IEnumerable<Requirement>? Requirements(MarkerEnvironment environment, IEnumerable<string> extras)
    {
        var all = new List<Requirement>();
        foreach (string text in Wheel.Requires)
        {
            if (!Requirement.TryParse(text, out Requirement? requirement, out _))
                return null;
            all.Add(requirement);
        }
        var provided = Wheel.Extras.Select(PackageName.Normalize).ToHashSet();
        string[] wanted = ["", .. extras.Where(extra => provided.Contains(PackageName.Normalize(extra)))];
        return all.Where(
            requirement => requirement.Marker is null || Array.Exists(wanted, extra => requirement.Marker.Evaluate(environment, extra)));
    }
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Conformance.Installs;

/// <summary>What constraints files say of one project.</summary>
/// <param name="Hashes">Acceptable digests, those of URLs too; null if any file is acceptable.</param>
/// <param name="Options">The digests of <c>--hash</c>, which stand in for those that a requirement lacks.</param>
internal sealed record InstallConstraint(
    SpecifierSet Specifiers, ImmutableArray<FileHash>? Hashes, ImmutableArray<FileHash> Options, ImmutableArray<string> Urls)
{
    public static InstallConstraint None { get; } = new(SpecifierSet.Any, null, [], []);

    public InstallConstraint And(DeclaredRequirement requirement) => new(
        SpecifierSet.Of(Specifiers.Clauses.Concat(requirement.Specifiers.Clauses)),
        AcceptableHashes.Both(Hashes, AcceptableHashes.Of(requirement.Hashes, requirement.Url)),
        AcceptableHashes.Both(Options.IsEmpty ? null : Options, requirement.Hashes.IsEmpty ? null : requirement.Hashes) ?? [],
        requirement.Url is string url ? Urls.Add(url) : Urls);

    public bool Admits(InstallCandidate candidate) =>
        Urls.All(url => LinkIdentity.Of(url) == LinkIdentity.Of(candidate.Url)) && Specifiers.Contains(candidate.Version);
}

/// <summary>Sets of acceptable digests; null where any file is acceptable.</summary>
internal static class AcceptableHashes
{
    /// <summary>The digests given beside a requirement, and that of its own URL.</summary>
    public static ImmutableArray<FileHash>? Of(ImmutableArray<FileHash> options, string? url)
    {
        ImmutableArray<FileHash> all = url is not null && UrlFragment.Hash(url) is FileHash hash ? options.Add(hash) : options;
        return all.IsEmpty ? null : all;
    }

    /// <summary>What is acceptable to both; empty if nothing is.</summary>
    public static ImmutableArray<FileHash>? Both(ImmutableArray<FileHash>? left, ImmutableArray<FileHash>? right) => (left, right) switch
    {
        (null, _) => right,
        (_, null) => left,
        _ => [.. left.Value.Where(hash => right.Value.Any(hash.Matches))],
    };
}

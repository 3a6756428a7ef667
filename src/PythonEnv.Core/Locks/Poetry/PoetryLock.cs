using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Poetry;

/// <summary>A <c>poetry.lock</c>. <see cref="PoetryLockReader"/> reads it.</summary>
internal sealed class PoetryLock(string path, ImmutableArray<PoetryPackage> packages, ProjectFiles projects) : ILock
{
    /// <summary>The group of the project's own dependencies.</summary>
    public const string MainGroup = "main";

    private PoetryProject? _project;

    public string Path => path;

    /// <summary>The project's own sources.</summary>
    public IEnumerable<PackageIndexOption> Indexes => packages.GroupBy(package => package.Name).SelectMany(IndexesOf);

    // Of several versions for several platforms each may have another source, or none.
    private static IEnumerable<PackageIndexOption> IndexesOf(IGrouping<PackageName, PoetryPackage> same)
    {
        PoetrySource[] sources =
            [.. same.Select(package => package.Source).OfType<PoetrySource>().Where(source => source.Type == "legacy")];
        bool isOnlyThere = sources.Length == same.Count() && sources.All(source => source.Url == sources[0].Url);
        return sources
            .DistinctBy(source => source.Url, StringComparer.Ordinal)
            .Select(source => new PackageIndexOption(isOnlyThere ? same.Key : null, new Declared<string>(source.Url, source.Where)));
    }

    public ImmutableArray<PoetryPackage> Packages => packages;

    /// <summary>Each package says which groups lead to it.</summary>
    public required bool HasGroups { get; init; }

    /// <summary>What the project admits.</summary>
    public PoetryConstraint Pythons { get; init; } = PoetryConstraint.Any;

    public SourceSpan PythonsAt { get; init; } = SourceSpan.None;

    /// <summary>The project's extras, with the names of what they add; all normalised.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<PackageName>> Extras { get; init; } =
        ImmutableDictionary<string, ImmutableHashSet<PackageName>>.Empty;

    /// <summary>The digest of what the lock was made from.</summary>
    public string? ContentHash { get; init; }

    public SourceSpan ContentHashAt { get; init; } = SourceSpan.None;

    /// <summary>The Poetry that wrote it; null if it does not say.</summary>
    public PythonVersion? MadeBy { get; init; }

    /// <summary>The project beside the lock; one that says nothing if there is none.</summary>
    public PoetryProject Project => _project ??= PoetryProject.Read(projects.In(System.IO.Path.GetDirectoryName(path)!));

    public void Police(LockWish wish, DiagnosticBag diagnostics)
    {
        foreach (PoetryPackage package in Select(wish, null, diagnostics))
            diagnostics.AddRange(LockAudit.Check(package.ToEntry()));
    }

    public ImmutableArray<LockChoice> Choose(LockWish wish, MarkerEnvironment environment, SupportedTags tags, DiagnosticBag diagnostics)
    {
        var findings = new DiagnosticBag();
        var fitness = new LockFitness(path, environment, findings);
        if (!Pythons.Admits(PoetryWalk.PythonOf(environment)))
        {
            findings.Add(DiagnosticCatalog.PythonExcluded.At(
                PythonsAt, $"the lock file requires Python `{Pythons}`", $"the interpreter is {environment.PythonFullVersion}",
                "Declare another interpreter, or lock anew for this one"));
        }
        ImmutableArray<LockChoice> chosen =
            [.. Select(wish, environment, findings).Select(package => fitness.Choose(package.ToEntry(), tags)).OfType<LockChoice>()];
        diagnostics.AddRange(findings);
        return findings.HasErrors ? [] : chosen;
    }

    /// <param name="environment">Null for all that may be installed in any.</param>
    public IReadOnlyList<PoetryPackage> Select(LockWish wish, MarkerEnvironment? environment, DiagnosticBag diagnostics)
    {
        var findings = new DiagnosticBag();
        Check(wish, findings);
        diagnostics.AddRange(findings);
        if (findings.HasErrors)
            return [];
        return HasGroups ? SelectByGroups(wish, environment, diagnostics) : new PoetryWalk(this, environment, diagnostics).Walk(wish);
    }

    /// <inheritdoc/>
    public IEnumerable<PackageName> Written(LockWish wish) =>
    [
        .. (wish.Groups ?? []).Prepend(MainGroup).SelectMany(group => Project.Groups.GetValueOrDefault(group, []))
            .Where(requirement => !packages.Any(package => package.Name == requirement.Name && package.IsOptional))
            .Select(requirement => requirement.Name),
        .. wish.Extras.SelectMany(extra => Extras.GetValueOrDefault(extra, [])),
    ];

    public void CheckFreshness(DiagnosticBag diagnostics) => PoetryFreshness.Check(this, diagnostics);

    private PoetryPackage[] SelectByGroups(LockWish wish, MarkerEnvironment? environment, DiagnosticBag diagnostics)
    {
        HashSet<string> groups = [MainGroup, .. wish.Groups ?? []];
        MarkerSelection extras = MarkerSelection.ForActiveExtras(wish.Extras.ToHashSet(StringComparer.Ordinal));
        PoetryPackage[] selected =
        [
            .. packages.Where(package => package.Groups.Any(group => groups.Contains(group.Key)
                && (group.Value is null || (group.Value.TryEvaluate(environment, extras, out bool holds, out _) && holds)))),
        ];
        foreach (IGrouping<PackageName, PoetryPackage> same in selected.GroupBy(package => package.Name)
            .Where(same => environment is not null && same.Count() > 1))
        {
            diagnostics.Add(DiagnosticCatalog.PinnedTwice.At(
                same.Last().Where,
                $"`{same.Key}` is to be installed twice, as {string.Join(" and as ", same.Select(package => package.Version))}",
                $"line {same.First().Where.Line} is to be installed here too", LockErrors.Rewrite(LockTool.Poetry)));
        }
        if (environment is not null)
        {
            // What a stale lock lacks is told by its freshness.
            IEnumerable<string> promised = PoetryFreshness.IsFresh(this) ? groups : [];
            diagnostics.AddRange(new PoetryWalk(this, environment, diagnostics).Unmet(selected, promised));
        }
        return selected;
    }

    private void Check(LockWish wish, DiagnosticBag diagnostics)
    {
        if (wish.Package is not null)
            diagnostics.Add(wish.NoMembers(path));
        if (!HasGroups && Project.Toml is null)
        {
            diagnostics.Add(DiagnosticCatalog.RequirementsMissing.At(
                new SourceSpan(path), "`poetry.lock` does not say what the project requires",
                "a lock of a Poetry before 2 needs the `pyproject.toml` beside it, which is not there or is not TOML",
                "Put it there, or write the lock anew with Poetry 2"));
        }
        diagnostics.AddRange(wish.Unknown(
            path, Extras.Keys,
            [MainGroup, .. Project.Groups.Keys, .. packages.SelectMany(package => package.Groups).Select(group => group.Key)]));
    }
}

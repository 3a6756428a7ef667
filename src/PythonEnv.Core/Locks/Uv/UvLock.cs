using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// A <c>uv.lock</c> of version 1, any revision: the packages of a workspace on every platform, as a graph
/// (https://docs.astral.sh/uv/concepts/resolution/#lockfile-versioning). <see cref="UvLockReader"/> reads it.
/// </summary>
internal sealed class UvLock : ILock
{
    private readonly ILookup<PackageName, UvPackage> _byName;
    private readonly Dictionary<UvPackage, UvFiles> _files = new(ReferenceEqualityComparer.Instance);

    /// <param name="path">Absolute.</param>
    /// <param name="packages">All of them.</param>
    /// <param name="projects">What the lock was made from.</param>
    public UvLock(string path, IReadOnlyCollection<UvPackage> packages, ProjectFiles projects)
    {
        Path = path;
        Projects = projects;
        Packages = packages;
        _byName = packages.ToLookup(package => package.Name);
    }

    public string Path { get; }

    /// <summary>Places of files are told.</summary>
    public IEnumerable<PackageIndexOption> Indexes => [];

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public ProjectFiles Projects { get; }

    /// <summary>The project of the <c>pyproject.toml</c> beside the lock; null if there is none.</summary>
    public PackageName? ProjectBeside =>
        Projects.In(Folder).Table("project").Text("name") is { } name ? PackageName.Normalize(name) : null;

    public IReadOnlyCollection<UvPackage> Packages { get; }

    /// <summary>Whether a member without metadata has none, rather than that the lock leaves it out.</summary>
    public bool KeepsMetadata { get; init; } = true;

    public SpecifierSet? RequiresPython { get; init; }

    public SourceSpan RequiresPythonAt { get; init; } = SourceSpan.None;

    /// <summary>One of them has to hold where it is installed; empty if any environment will do.</summary>
    public ImmutableArray<Marker> SupportedMarkers { get; init; } = [];

    public SourceSpan SupportedMarkersAt { get; init; } = SourceSpan.None;

    /// <summary>The names of the workspace; a lock of one project lists none, and its own folder is the only one.</summary>
    public ImmutableArray<PackageName> Members { get; init; } = [];

    /// <summary>Sets of which no two items may be active at once.</summary>
    public IReadOnlyList<IReadOnlyList<UvConflict>> Conflicts { get; init; } = [];

    /// <summary>What belongs to no member: the requirements of a script, the groups of a root without a project.</summary>
    public UvManifest Manifest { get; init; } = UvManifest.Empty;

    public IEnumerable<UvPackage> Named(PackageName name) => _byName[name];

    /// <summary>Whether a package is a part of the workspace, which is never installed.</summary>
    public bool IsMember(UvPackage package) => package.Source.Kind == UvSourceKind.Virtual || Members.Contains(package.Name);

    public void Police(LockWish wish, DiagnosticBag diagnostics)
    {
        foreach (UvPackage package in Select(wish, null, diagnostics))
        {
            if (ReadFiles(package, diagnostics) is { } entry)
                diagnostics.AddRange(LockAudit.Check(entry));
        }
    }

    public ImmutableArray<LockChoice> Choose(LockWish wish, MarkerEnvironment environment, SupportedTags tags, DiagnosticBag diagnostics)
    {
        var findings = new DiagnosticBag();
        var fitness = new LockFitness(Path, environment, findings);
        fitness.CheckPython(RequiresPython, RequiresPythonAt, "the lock file");
        fitness.CheckPlatform(SupportedMarkers, SupportedMarkersAt);
        var chosen = new List<LockChoice>();
        foreach (UvPackage package in Select(wish, environment, findings))
        {
            if (ReadFiles(package, findings) is { } entry && fitness.Choose(entry, tags) is { } choice)
                chosen.Add(choice);
        }
        diagnostics.AddRange(findings);
        return findings.HasErrors ? [] : [.. chosen];
    }

    /// <summary>The packages that are installed, members aside.</summary>
    /// <param name="environment">Null for all that may be installed in any.</param>
    public IReadOnlyList<UvPackage> Select(LockWish wish, MarkerEnvironment? environment, DiagnosticBag diagnostics) =>
        new UvSelector(this, environment, diagnostics).Select(wish);

    /// <inheritdoc/>
    public IEnumerable<PackageName> Written(LockWish wish)
    {
        IReadOnlyList<string> groups = wish.Groups ?? [];
        IEnumerable<UvDependency> ofMembers = new UvRoots(this, wish, []).Find().SelectMany(root => root.Dependencies
            .Concat(wish.Extras.SelectMany(extra => root.Extras[extra]))
            .Concat(groups.SelectMany(group => root.Groups[group])));
        return ofMembers
            .Concat(Manifest.Requirements)
            .Concat(groups.SelectMany(group => Manifest.Groups[group]))
            .Select(requirement => requirement.Name);
    }

    public void CheckFreshness(DiagnosticBag diagnostics) => new UvFreshness(this, diagnostics).Check();

    // Half of a lock are its files: they are read once, however many platforms are asked about.
    private LockEntry? ReadFiles(UvPackage package, DiagnosticBag diagnostics)
    {
        if (!_files.TryGetValue(package, out UvFiles? files))
        {
            var findings = new DiagnosticBag();
            LockEntry? entry = UvFileReader.Read(package, findings);
            _files[package] = files = new UvFiles(
                entry is null ? null : entry with { Overridden = Manifest.Overridden, Stated = Manifest.StatementOf(package)?.Headers },
                findings);
        }
        diagnostics.AddRange(files.Findings);
        return files.Entry;
    }

    private sealed record UvFiles(LockEntry? Entry, DiagnosticBag Findings);
}

/// <summary>An item of a set of conflicts: an extra or a group of a package, or its own dependencies.</summary>
/// <param name="Code">How markers call it, as a made-up extra: <c>extra-3-foo-x</c>, <c>group-3-foo-x</c>, <c>project-3-foo</c>.</param>
/// <param name="Display">For messages.</param>
internal sealed record UvConflict(string Code, string Display)
{
    public static UvConflict Project(PackageName package) => new($"project-{package.Value.Length}-{package}", $"project `{package}`");

    public static UvConflict Extra(PackageName package, string extra) =>
        new($"extra-{package.Value.Length}-{package}-{extra}", $"extra `{extra}` of `{package}`");

    public static UvConflict Group(PackageName package, string group) =>
        new($"group-{package.Value.Length}-{package}-{group}", $"group `{group}` of `{package}`");
}

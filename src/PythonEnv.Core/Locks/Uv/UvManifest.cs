using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>The <c>[manifest]</c>: what the lock was made from besides its members.</summary>
internal sealed record UvManifest
{
    public static UvManifest Empty { get; } = new();

    /// <summary>What a script requires.</summary>
    public IReadOnlyList<UvDependency> Requirements { get; init; } = [];

    /// <summary>The groups of a workspace's root that is no project.</summary>
    public UvDependencyTable Groups { get; init; } = UvDependencyTable.Empty;

    /// <summary>The names of what it overrides or excludes, for all packages or for some.</summary>
    public IReadOnlySet<PackageName> Overridden { get; init; } = PackageName.NoNames;

    /// <summary>What it states of distributions in place of their METADATA.</summary>
    public ImmutableArray<UvStatement> Statements { get; init; } = [];

    /// <summary>The whole table, or null without one.</summary>
    public TomlTable? Entry { get; init; }

    /// <summary>What is stated of a package: for its version, else for all versions; null if nothing is.</summary>
    public UvStatement? StatementOf(UvPackage package)
    {
        UvStatement[] named = [.. Statements.Where(statement => statement.Name == package.Name)];
        return named.Length == 0 ? null
            // Of a folder only its build tells the version.
            : package.Version is null ? named.Length == 1 ? named[0] : null
            : Array.Find(named, statement => statement.Version == package.Version)
                ?? Array.Find(named, statement => statement.Version is null);
    }
}

/// <summary>An item of <c>dependency-metadata</c>, in a lock or in a <c>pyproject.toml</c>: what counts in place of METADATA.</summary>
/// <param name="Version">Null for every version.</param>
internal sealed record UvStatement(
    PackageName Name, PythonVersion? Version, ImmutableArray<string> Requires, string? Pythons, ImmutableArray<string> Extras,
    SourceSpan Where)
{
    /// <summary>As METADATA would say it.</summary>
    public ImmutableArray<MetadataHeader> Headers =>
    [
        .. Requires.Select(requirement => new MetadataHeader("Requires-Dist", requirement)),
        .. Pythons is null ? [] : new[] { new MetadataHeader("Requires-Python", Pythons) },
        .. Extras.Select(extra => new MetadataHeader("Provides-Extra", extra)),
    ];

    /// <summary>An item without a name, or with a version that is none, is for uv to complain about.</summary>
    public static ImmutableArray<UvStatement> ReadAll(TomlNode? list) =>
        [.. list.Items().OfType<TomlTable>().Select(Read).OfType<UvStatement>()];

    /// <summary>Does another one say the same, in whatever notation?</summary>
    public bool IsSame(UvStatement other, UvMarkerComparison markers) =>
        Name == other.Name && Version == other.Version && AreSame(Pythons, other.Pythons)
        && ExtraNames.SetEquals(other.ExtraNames)
        && Requires.All(one => other.Requires.Any(two => AreSame(one, two, markers)))
        && other.Requires.All(one => Requires.Any(two => AreSame(one, two, markers)));

    public override string ToString() => $"metadata of {Name}{(Version is null ? "" : $" {Version}")}";

    private HashSet<string> ExtraNames => [.. Extras.Select(extra => PackageName.Normalize(extra).Value)];

    private static bool AreSame(string? one, string? two) => one == two
        || (SpecifierSet.TryParse(one ?? "", out SpecifierSet? first, out _)
            && SpecifierSet.TryParse(two ?? "", out SpecifierSet? second, out _)
            && first.Equals(second));

    private bool AreSame(string one, string two, UvMarkerComparison markers) => one == two
        || (Requirement.TryParse(one, out Requirement? first, out _) && Requirement.TryParse(two, out Requirement? second, out _)
            && first.CanonicalName == second.CanonicalName && first.Url == second.Url && first.Specifiers.Equals(second.Specifiers)
            && first.Extras.Select(PackageName.Normalize).ToHashSet().SetEquals(second.Extras.Select(PackageName.Normalize))
            && markers.AreSame(first.Marker, second.Marker, [.. ExtraNames]));

    private static UvStatement? Read(TomlTable table)
    {
        PythonVersion? version = null;
        if (table.Text("name") is not { } name || (table.Text("version") is { } text && !PythonVersion.TryParse(text, out version)))
            return null;
        return new UvStatement(
            PackageName.Normalize(name), version, TextsOf("requires-dist"), table.Text("requires-python"),
            [.. TextsOf("provides-extras"), .. TextsOf("provides-extra")], table.Span);

        ImmutableArray<string> TextsOf(string key) => [.. table[key].Texts().Select(item => item.Value)];
    }
}

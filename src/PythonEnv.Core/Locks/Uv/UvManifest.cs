using System.Collections.Immutable;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

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
    public ImmutableHashSet<PackageName> Overridden { get; init; } = [];

    /// <summary>The whole table, or null without one.</summary>
    public TomlTable? Entry { get; init; }
}


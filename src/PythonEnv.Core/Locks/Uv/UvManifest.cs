using PythonEnv.Locks.Toml;

namespace PythonEnv.Locks.Uv;

/// <summary>The <c>[manifest]</c>: what the lock was made from besides its members.</summary>
internal sealed record UvManifest
{
    public static UvManifest Empty { get; } = new();

    /// <summary>What a script requires.</summary>
    public IReadOnlyList<UvDependency> Requirements { get; init; } = [];

    /// <summary>The groups of a workspace's root that is no project.</summary>
    public UvDependencyTable Groups { get; init; } = UvDependencyTable.Empty;

    /// <summary>The whole table, or null without one.</summary>
    public TomlTable? Entry { get; init; }
}


using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>A <c>[[package]]</c>: a node of the graph.</summary>
internal sealed class UvPackage
{
    public required PackageName Name { get; init; }

    /// <summary>Null for a folder whose version is found out when it is built.</summary>
    public PythonVersion? Version { get; init; }

    public required UvPackageSource Source { get; init; }

    public required SourceSpan Where { get; init; }

    /// <summary>One of them holds where this one of several versions is meant; empty if it is the only one, or always.</summary>
    public ImmutableArray<Marker> ResolutionMarkers { get; init; } = [];

    public IReadOnlyList<UvDependency> Dependencies { get; init; } = [];

    /// <summary>What each extra adds. An extra that adds nothing may be missing.</summary>
    public UvDependencyTable Extras { get; init; } = UvDependencyTable.Empty;

    /// <summary>What each dependency group (PEP 735) needs.</summary>
    public UvDependencyTable Groups { get; init; } = UvDependencyTable.Empty;

    /// <summary>The whole entry. Its files are read from here only if the package is wanted: they are nearly all of a lock.</summary>
    public required TomlTable Entry { get; init; }

    /// <summary>The <c>[package.metadata]</c> of a member: what its <c>pyproject.toml</c> said when the lock was made.</summary>
    public TomlTable? Metadata => Entry["metadata"] as TomlTable;

    public override string ToString() => Version is null ? Name.Value : $"{Name} {Version}";
}

/// <summary>One edge of the graph. Version and source are there where the name alone does not tell which package is meant.</summary>
internal sealed class UvDependency
{
    public required PackageName Name { get; init; }

    public PythonVersion? Version { get; init; }

    public UvPackageSource? Source { get; init; }

    public IReadOnlyList<string> Extras { get; init; } = [];

    public Marker? Marker { get; init; }

    public required SourceSpan Where { get; init; }

    public static IReadOnlyList<UvDependency> ReadAll(LockTable table, string key, UvMarkers markers) =>
        [.. table.Tables(key).Select(entry => Read(entry, markers)).OfType<UvDependency>()];

    private static UvDependency? Read(LockTable table, UvMarkers markers)
    {
        PackageName? name = table.RequiredNormalizedName("name");
        PythonVersion? version = table.Version("version");
        UvPackageSource? source = table.Table("source") is { } from ? UvPackageSource.Read(from) : null;
        // An edge of the graph says `extra`, a requirement of the manifest `extras`.
        string[] extras = [.. table.Texts("extra"), .. table.Texts("extras")];
        Marker? marker = markers.Read(table, "marker");
        return table.HasErrors ? null : new UvDependency
        {
            Name = name!,
            Version = version,
            Source = source,
            Extras = extras,
            Marker = marker,
            Where = table.Where,
        };
    }
}

/// <summary>The edges of each extra, or of each group.</summary>
internal sealed class UvDependencyTable
{
    private readonly Dictionary<string, IReadOnlyList<UvDependency>> _byName = new(StringComparer.Ordinal);

    public static UvDependencyTable Empty { get; } = new();

    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>Empty for a name that is not there.</summary>
    public IReadOnlyList<UvDependency> this[string name] => _byName.GetValueOrDefault(name, []);

    public static UvDependencyTable Read(LockTable? table, UvMarkers markers)
    {
        if (table is null)
            return Empty;
        var read = new UvDependencyTable();
        foreach (string name in table.Keys)
            read._byName[name] = UvDependency.ReadAll(table, name, markers);
        return read;
    }
}

using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Declarations;

/// <summary>What a build may do to the environment.</summary>
internal enum EnvironmentMode
{
    /// <summary>Create or mend until it matches.</summary>
    Restore,
    /// <summary>Write nothing; any difference is an error.</summary>
    Verify,
    /// <summary>Leave it alone.</summary>
    Off,
}

/// <summary>How deep every build looks.</summary>
internal enum VerifyLevel
{
    /// <summary>Identity, receipt and package set.</summary>
    Fast,
    /// <summary>Every installed file against its RECORD.</summary>
    Full,
}

/// <summary>Who puts wheels in place.</summary>
internal enum InstallerKind
{
    Direct,
    Pip,
}

/// <summary>Which requirements may be built from source.</summary>
/// <param name="All">Every one.</param>
/// <param name="Names">These, unless all may.</param>
internal sealed record SourceBuildPolicy(bool All, ImmutableHashSet<PackageName> Names)
{
    public static SourceBuildPolicy None { get; } = new(false, []);

    public bool Allows(PackageName name) => All || Names.Contains(name);
}

/// <summary>A package of the base interpreter that the environment may rely on.</summary>
internal sealed record SystemPackagePin(PackageName Name, PythonVersion Version);

/// <summary>
/// One declared environment: the project's <c>PythonEnv…</c> properties, or a <c>PythonEnv</c> item's metadata, read once and checked.
/// All paths are absolute.
/// </summary>
internal sealed record EnvironmentDeclaration
{
    /// <summary>The item's name; <c>default</c> for the one that the properties declare.</summary>
    public required string Name { get; init; }

    public required string ProjectFile { get; init; }

    public string ProjectDirectory => Path.GetDirectoryName(ProjectFile)!;

    /// <summary>As written; null leaves it to <c>.python-version</c> and <c>pyproject.toml</c>.</summary>
    public string? Interpreter { get; init; }

    public SourceSpan InterpreterDeclaredAt { get; init; } = SourceSpan.None;

    public ImmutableArray<string> InterpreterSearchPath { get; init; } = [];

    public SystemInterpreterPolicy SystemInterpreter { get; init; } = SystemInterpreterPolicy.Warn;

    /// <summary>Declared files, whether or not they exist; empty where none is declared and no default one is there.</summary>
    public ImmutableArray<string> Requirements { get; init; } = [];

    public SourceSpan RequirementsDeclaredAt { get; init; } = SourceSpan.None;

    public ImmutableArray<string> Constraints { get; init; } = [];

    public required string Location { get; init; }

    public SourceSpan LocationDeclaredAt { get; init; } = SourceSpan.None;

    public EnvironmentMode Mode { get; init; } = EnvironmentMode.Restore;

    public VerifyLevel VerifyLevel { get; init; } = VerifyLevel.Fast;

    /// <summary>Every requirement must carry a hash; else they must as soon as one does.</summary>
    public bool RequireHashes { get; init; }

    public SourceBuildPolicy AllowSourceBuilds { get; init; } = SourceBuildPolicy.None;

    public InstallerKind Installer { get; init; } = InstallerKind.Direct;

    /// <summary>May carry credentials: never to be logged as it is.</summary>
    public string? IndexUrl { get; init; }

    /// <summary>May carry credentials: never to be logged as they are.</summary>
    public ImmutableArray<string> ExtraIndexUrls { get; init; } = [];

    public ImmutableArray<string> FindLinks { get; init; } = [];

    public bool? NoIndex { get; init; }

    public bool SystemSitePackages { get; init; }

    public ImmutableArray<SystemPackagePin> SystemPackages { get; init; } = [];

    public SourceSpan SystemPackagesDeclaredAt { get; init; } = SourceSpan.None;

    /// <summary>Module names, or <c>direct</c>.</summary>
    public ImmutableArray<string> ImportChecks { get; init; } = [];

    public SourceSpan ImportChecksDeclaredAt { get; init; } = SourceSpan.None;

    public required string CacheDirectory { get; init; }

    public bool Compile { get; init; }

    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>SHA-256 over every declared value: equal digests declare the same environment.</summary>
    public required string Digest { get; init; }
}

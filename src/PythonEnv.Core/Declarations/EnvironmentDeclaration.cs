using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Targets;
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

/// <summary>How files come out of the cache.</summary>
internal enum LinkMode
{
    /// <summary>A clone where the file system has them, else a hard link, else a copy.</summary>
    Auto,
    Clone,
    Hardlink,
    Copy,
}

/// <summary>Which requirements may be built from source.</summary>
/// <param name="All">Every one.</param>
/// <param name="Names">These, unless all may.</param>
internal sealed record SourceBuildPolicy(bool All, ImmutableHashSet<PackageName> Names)
{
    public static SourceBuildPolicy None { get; } = new(false, []);

    public bool Allows(PackageName name) => All || Names.Contains(name);
}

/// <summary>A distribution declared by <c>name==version</c>: a seed, or a package of the base interpreter that is relied on.</summary>
internal sealed record NamedVersion(PackageName Name, PythonVersion Version);

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

    /// <summary>Where its values are written.</summary>
    public required DeclaredPlaces Places { get; init; }

    /// <summary>The line that declares a value, else the project file alone.</summary>
    /// <param name="name">A name of <see cref="DeclaredNames"/>.</param>
    public SourceSpan At(string name) => Places.Of(name);

    /// <summary>Whether the item says a value, so that no property changes it.</summary>
    /// <param name="name">A name of <see cref="DeclaredNames"/>.</param>
    public bool IsOfItem(string name) => Places.AreOfItem(name);

    /// <summary>As written; null leaves it to <c>.python-version</c> and <c>pyproject.toml</c>.</summary>
    public string? Interpreter { get; init; }

    public SourceSpan InterpreterDeclaredAt => At(DeclaredNames.Interpreter);

    public ImmutableArray<string> InterpreterSearchPath { get; init; } = [];

    /// <summary>An interpreter that is not on this machine may be fetched from <see cref="InterpreterSource"/>.</summary>
    public bool Provision { get; init; }

    /// <summary>A URL, an absolute path of a folder, or <c>nuget:PACKAGE/VERSION</c>.</summary>
    public string? InterpreterSource { get; init; }

    public SystemInterpreterPolicy SystemInterpreter { get; init; } = SystemInterpreterPolicy.Warn;

    /// <summary>Declared files, whether or not they exist; empty where none is declared and no default one is there.</summary>
    public ImmutableArray<string> Requirements { get; init; } = [];

    public SourceSpan RequirementsDeclaredAt => At(DeclaredNames.Requirements);

    /// <summary>The workspace member of a lock whose dependencies are wanted.</summary>
    public string? LockPackage { get; init; }

    /// <summary>Of the lock, or of the <c>pyproject.toml</c> that it is made from; normalised.</summary>
    public ImmutableArray<PackageName> Extras { get; init; } = [];

    /// <summary>Dependency groups of the lock, or of the <c>pyproject.toml</c> that it is made from; normalised.</summary>
    public ImmutableArray<PackageName> Groups { get; init; } = [];

    public ImmutableArray<string> Constraints { get; init; } = [];

    /// <summary>Platforms on which the requirements have to be installable beside this one.</summary>
    public ImmutableArray<TargetNotation> TargetRids { get; init; } = [];

    public LockDeclaration Lock { get; init; } = new();

    public AuditDeclaration Audit { get; init; } = new(true, AuditLevel.Low, []);

    public required string Location { get; init; }

    /// <summary>The location as people know it: relative to the project's folder.</summary>
    public string ShortLocation => Path.GetRelativePath(ProjectDirectory, Location);

    public SourceSpan LocationDeclaredAt => At(DeclaredNames.Location);

    public EnvironmentMode Mode { get; init; } = EnvironmentMode.Restore;

    public VerifyLevel VerifyLevel { get; init; } = VerifyLevel.Fast;

    /// <summary>Every requirement must carry a hash; else they must as soon as one does.</summary>
    public bool? RequireHashes { get; init; }

    public SourceBuildPolicy AllowSourceBuilds { get; init; } = SourceBuildPolicy.None;

    public InstallerKind Installer { get; init; } = InstallerKind.Direct;

    /// <summary>May carry credentials: never to be logged as it is.</summary>
    public string? IndexUrl { get; init; }

    /// <summary>May carry credentials: never to be logged as they are.</summary>
    public ImmutableArray<string> ExtraIndexUrls { get; init; } = [];

    public ImmutableArray<string> FindLinks { get; init; } = [];

    public bool? NoIndex { get; init; }

    public ImmutableArray<PackageIndex> PackageIndexes { get; init; } = [];

    /// <summary>Indexes are asked again, whatever is remembered of their answers.</summary>
    public bool Refresh { get; init; }

    public LinkMode LinkMode { get; init; } = LinkMode.Auto;

    /// <summary>Whether an installed file may be a hard link to that of the cache.</summary>
    public bool MayLink => Installer is InstallerKind.Direct && LinkMode is LinkMode.Auto or LinkMode.Hardlink;

    /// <summary>Distributions beside the declared ones, each <c>name==version</c>: <c>pip</c> for those who want it inside.</summary>
    public ImmutableArray<NamedVersion> Seed { get; init; } = [];

    public SourceSpan SeedDeclaredAt => At(DeclaredNames.Seed);

    public bool SystemSitePackages { get; init; }

    public ImmutableArray<NamedVersion> SystemPackages { get; init; } = [];

    public SourceSpan SystemPackagesDeclaredAt => At(DeclaredNames.SystemPackages);

    /// <summary>Module names, or <c>direct</c>.</summary>
    public ImmutableArray<string> ImportChecks { get; init; } = [];

    public SourceSpan ImportChecksDeclaredAt => At(DeclaredNames.ImportChecks);

    public required string CacheDirectory { get; init; }

    /// <summary>A shared cache beside the user's; never to be logged as it is.</summary>
    public string? RemoteCache { get; init; }

    public bool RemoteCacheUpload { get; init; }

    public bool Compile { get; init; }

    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>SHA-256 over every decisive value: equal digests declare the same environment.</summary>
    public required string Digest { get; init; }
}

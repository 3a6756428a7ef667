using System.Collections.Immutable;

namespace PythonEnv.Declarations;

/// <summary>
/// Every name that a project can declare, once: as the metadatum of a <c>PythonEnv</c> item, and with the prefix <c>PythonEnv</c> as a
/// property. A test holds the package's props, its schema, README and reference to these lists.
/// </summary>
internal static class DeclaredNames
{
    /// <summary>What a property's name has before the metadatum's.</summary>
    public const string Prefix = "PythonEnv";

    /// <summary>The name of the environment that the properties declare.</summary>
    public const string DefaultEnvironment = "default";

    // What is installed.
    public const string Interpreter = "Interpreter";
    public const string InterpreterSearchPath = "InterpreterSearchPath";
    public const string SystemInterpreter = "SystemInterpreter";
    public const string Provision = "Provision";
    public const string InterpreterSource = "InterpreterSource";
    public const string Requirements = "Requirements";
    public const string LockPackage = "LockPackage";
    public const string Extras = "Extras";
    public const string Groups = "Groups";
    public const string Constraints = "Constraints";
    public const string RequireHashes = "RequireHashes";
    public const string AllowSourceBuilds = "AllowSourceBuilds";
    public const string SystemSitePackages = "SystemSitePackages";
    public const string SystemPackages = "SystemPackages";
    public const string Seed = "Seed";
    public const string TargetRids = "TargetRids";

    // Where distributions come from.
    public const string IndexUrl = "IndexUrl";
    public const string ExtraIndexUrls = "ExtraIndexUrls";
    public const string FindLinks = "FindLinks";
    public const string NoIndex = "NoIndex";
    public const string PackageIndexes = "PackageIndexes";
    public const string Refresh = "Refresh";
    public const string CacheDirectory = "CacheDirectory";
    public const string RemoteCache = "RemoteCache";
    public const string RemoteCacheUpload = "RemoteCacheUpload";

    // How the environment is made and looked at.
    public const string Location = "Location";
    public const string Mode = "Mode";
    public const string VerifyLevel = "VerifyLevel";
    public const string LinkMode = "LinkMode";
    public const string Installer = "Installer";
    public const string Compile = "Compile";
    public const string ImportChecks = "ImportChecks";
    public const string LockTimeout = "LockTimeout";

    // How its lock is made.
    public const string LockFrom = "LockFrom";
    public const string Overrides = "Overrides";
    public const string Upgrade = "Upgrade";
    public const string UploadedBefore = "UploadedBefore";
    public const string Prerelease = "Prerelease";
    public const string Resolution = "Resolution";
    public const string LockStrategy = "LockStrategy";

    // What is told about it.
    public const string Audit = "Audit";
    public const string AuditLevel = "AuditLevel";
    public const string AuditSources = "AuditSources";

    /// <summary>No property: the <c>PythonEnvAuditSuppress</c> items, one a line, each an advisory, a blank and the reason.</summary>
    public const string AuditSuppress = "AuditSuppress";
    public const string Report = "Report";
    public const string PipelineSummary = "PipelineSummary";

    /// <summary>
    /// Those that decide what the environment is, or what a build finds out about it: the digest is taken over these, in this order. A
    /// project that changes one of them is looked at anew.
    /// </summary>
    public static ImmutableArray<string> Decisive { get; } =
    [
        Interpreter, InterpreterSearchPath, SystemInterpreter, InterpreterSource, Requirements, LockPackage, Extras, Groups, Constraints,
        RequireHashes, AllowSourceBuilds, SystemSitePackages, SystemPackages, Seed, TargetRids, IndexUrl, ExtraIndexUrls, FindLinks,
        NoIndex,
        PackageIndexes, Location, LinkMode, Installer, Compile, ImportChecks, LockFrom, Overrides, UploadedBefore, Prerelease, Resolution,
        LockStrategy, Audit, AuditLevel, AuditSources,
    ];

    /// <summary>Those that one run or one command obeys, and that leave a finished environment as it is.</summary>
    public static ImmutableArray<string> Passing { get; } =
    [
        Provision, Refresh, CacheDirectory, RemoteCache, RemoteCacheUpload, Mode, VerifyLevel, LockTimeout, Upgrade, Report,
        PipelineSummary,
    ];

    /// <summary>Those of <see cref="Passing"/> that are <c>true</c> or <c>false</c>.</summary>
    public static ImmutableArray<string> PassingSwitches { get; } = [Provision, Refresh, RemoteCacheUpload, Report, PipelineSummary];

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All => [.. Decisive, .. Passing];

    /// <summary>Those whose values are paths, or lists of them; relative ones are relative to the project.</summary>
    public static ImmutableArray<string> OfPaths { get; } =
        [InterpreterSearchPath, Requirements, Constraints, FindLinks, CacheDirectory, Location, LockFrom, AuditSources];

    /// <summary>Properties of the project that are <c>true</c> or <c>false</c>; the package's targets obey them.</summary>
    public static ImmutableArray<string> Switches { get; } =
        ["Enabled", "CleanWithBuild", "GenerateConstants", "TestWithDotnetTest", "Publish", "PublishInterpreter", "PublishCompile"];

    /// <summary>Properties that are no metadata: they speak of the project and not of one environment.</summary>
    public static ImmutableArray<string> PropertiesOnly { get; } = [.. Switches, "Name"];

    /// <summary>Properties that a restore sets.</summary>
    public static ImmutableArray<string> Results { get; } = ["Executable", "ScriptsDirectory", "SitePackages", "Fingerprint"];

    /// <summary>The file names looked for beside the project where no requirements are declared; the first that exists.</summary>
    public static ImmutableArray<string> DefaultRequirements { get; } = ["pylock.toml", "requirements.txt", "uv.lock", "poetry.lock"];

    /// <summary>
    /// The file names looked for beside the project where nothing is declared to make a lock from; the first that exists.
    /// </summary>
    public static ImmutableArray<string> DefaultLockInputs { get; } = ["requirements.in", "pyproject.toml"];
}

using System.Collections.Immutable;

namespace PythonEnv.Declarations;

/// <summary>The metadata names of a <c>PythonEnv</c> item; the properties have the same names with the prefix <c>PythonEnv</c>.</summary>
internal static class DeclaredNames
{
    public const string Interpreter = "Interpreter";
    public const string InterpreterSearchPath = "InterpreterSearchPath";
    public const string SystemInterpreter = "SystemInterpreter";
    public const string Requirements = "Requirements";
    public const string Constraints = "Constraints";
    public const string Location = "Location";
    public const string Mode = "Mode";
    public const string VerifyLevel = "VerifyLevel";
    public const string RequireHashes = "RequireHashes";
    public const string AllowSourceBuilds = "AllowSourceBuilds";
    public const string Installer = "Installer";
    public const string IndexUrl = "IndexUrl";
    public const string ExtraIndexUrls = "ExtraIndexUrls";
    public const string FindLinks = "FindLinks";
    public const string NoIndex = "NoIndex";
    public const string SystemSitePackages = "SystemSitePackages";
    public const string SystemPackages = "SystemPackages";
    public const string ImportChecks = "ImportChecks";
    public const string CacheDirectory = "CacheDirectory";
    public const string Compile = "Compile";
    public const string LockTimeout = "LockTimeout";

    /// <summary>Every value that decides what the environment is; the digest is taken over these, in this order.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        Interpreter, InterpreterSearchPath, SystemInterpreter, Requirements, Constraints, Location, RequireHashes, AllowSourceBuilds,
        Installer, IndexUrl, ExtraIndexUrls, FindLinks, NoIndex, SystemSitePackages, SystemPackages, ImportChecks, CacheDirectory, Compile,
    ];

    /// <summary>The file names looked for beside the project where no requirements are declared; the first that exists.</summary>
    public static ImmutableArray<string> DefaultRequirements { get; } = ["pylock.toml", "requirements.txt"];

    /// <summary>Names of the public contract that this version does not implement: declaring one is an error, not a silence.</summary>
    public static ImmutableArray<string> NotYet { get; } = ["TargetRids", "Report", "PipelineSummary"];
}

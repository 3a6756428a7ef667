using System.Collections.Immutable;

namespace PythonEnv.Diagnostics;

/// <summary>Every code a user can meet, once. A code is never reused and its page in <c>docs/diagnostics</c> is part of it.</summary>
internal static class DiagnosticCatalog
{
    /// <summary>Where the pages are published.</summary>
    public const string HelpRoot = "https://github.com/pythonenv/PythonEnv.Tasks/blob/main/docs/diagnostics/";

    public static readonly DiagnosticRule NoInterpreterDeclared = new("PYENV1001", "no interpreter is declared");
    public static readonly DiagnosticRule InterpreterNotFound = new("PYENV1002", "the declared interpreter is not on this machine");
    public static readonly DiagnosticRule InterpreterUnusable = new("PYENV1003", "the interpreter was found and can't be used");
    public static readonly DiagnosticRule DeclarationUnreadable = new("PYENV1004", "the declaration can't be read");
    public static readonly DiagnosticRule SystemInterpreter = new(
        "PYENV1005", "the interpreter is managed by the operating system", Severity.Warning);
    public static readonly DiagnosticRule UnknownName = new(
        "PYENV1006", "a property, metadatum or item of ours that does not exist", Severity.Warning);

    public static readonly DiagnosticRule RequirementsMissing = new("PYENV2001", "no requirements declared, or a file is missing");
    public static readonly DiagnosticRule RequirementUnreadable = new("PYENV2002", "a line can't be parsed");
    public static readonly DiagnosticRule NotPinned = new("PYENV2003", "a requirement is not pinned to one version");
    public static readonly DiagnosticRule UrlNotPinned = new("PYENV2004", "a URL has no hash, or a VCS reference is not a full commit");
    public static readonly DiagnosticRule LocalRequirement = new("PYENV2005", "an editable or local-folder requirement");
    public static readonly DiagnosticRule HashMissing = new("PYENV2006", "a hash is missing where hashes are required, or is weak");
    public static readonly DiagnosticRule PinnedTwice = new("PYENV2007", "one name is pinned twice to different versions");
    public static readonly DiagnosticRule DependencyConfusion = new("PYENV2008", "an extra index without hashes", Severity.Warning);
    public static readonly DiagnosticRule CredentialInFile = new(
        "PYENV2009", "a credential is written in a requirements file", Severity.Warning);

    public static readonly DiagnosticRule VersionNotFound = new("PYENV3001", "the pinned version does not exist on any index");
    public static readonly DiagnosticRule NoFileFits = new("PYENV3002", "no file of the distribution fits the interpreter and platform");
    public static readonly DiagnosticRule PythonExcluded = new("PYENV3003", "Requires-Python excludes the interpreter");
    public static readonly DiagnosticRule DependencyNotPinned = new("PYENV3004", "a dependency is not pinned");
    public static readonly DiagnosticRule PinContradicted = new("PYENV3005", "a pin contradicts what another distribution requires");
    public static readonly DiagnosticRule HashMismatch = new("PYENV3006", "hash mismatch");
    public static readonly DiagnosticRule IndexUnreachable = new("PYENV3007", "an index can't be reached, or refuses the credentials");
    public static readonly DiagnosticRule Yanked = new("PYENV3008", "the pinned version is yanked", Severity.Warning);
    public static readonly DiagnosticRule OnlySourceFits = new(
        "PYENV3009", "only a source distribution fits, and source builds are not allowed");

    public static readonly DiagnosticRule LocationNotOurs = new("PYENV4001", "the location is not ours to write");
    public static readonly DiagnosticRule DiskFull = new("PYENV4002", "the disk is full, or not writable");
    public static readonly DiagnosticRule InstallerFailed = new("PYENV4003", "pip or a source build failed");
    public static readonly DiagnosticRule EnvironmentHeld = new("PYENV4004", "another build holds the environment");
    public static readonly DiagnosticRule WheelMalformed = new("PYENV4005", "a malformed or hostile wheel");

    public static readonly DiagnosticRule InterpreterGone = new("PYENV5001", "the environment's interpreter is gone");
    public static readonly DiagnosticRule InterpreterChanged = new("PYENV5002", "the environment's interpreter changed under it");
    public static readonly DiagnosticRule PackagesDiffer = new("PYENV5003", "packages are missing, extra, or of another version");
    public static readonly DiagnosticRule FilesDiffer = new("PYENV5004", "installed files are missing or edited");
    public static readonly DiagnosticRule EnvironmentIncomplete = new("PYENV5005", "the environment is incomplete");
    public static readonly DiagnosticRule UndeclaredSystemPackage = new(
        "PYENV5006", "a requirement is met by an undeclared system package");
    public static readonly DiagnosticRule ImportFailed = new("PYENV5007", "an import check failed");
    public static readonly DiagnosticRule EnvironmentMoved = new("PYENV5008", "the environment was moved or copied from elsewhere");
    public static readonly DiagnosticRule ProgramFailed = new("PYENV5009", "a Python program failed in the environment");
    public static readonly DiagnosticRule LocationShared = new(
        "PYENV5010", "one location is declared by two projects, or twice, with different content");

    public static readonly DiagnosticRule LockOutdated = new("PYENV6001", "the lock is older than what it was made from", Severity.Warning);
    public static readonly DiagnosticRule LockEdited = new("PYENV6002", "the lock was edited by hand since it was made", Severity.Warning);
    public static readonly DiagnosticRule LockForOthers = new("PYENV6003", "the lock was made for another Python or for other platforms");

    public static readonly DiagnosticRule AdvisoriesUnreachable = new(
        "PYENV7000", "a source of advisories can't be reached or read", Severity.Warning);
    public static readonly DiagnosticRule VulnerabilityLow = new(
        "PYENV7001", "a pinned distribution has a known vulnerability of low severity", Severity.Warning);
    public static readonly DiagnosticRule VulnerabilityModerate = new(
        "PYENV7002", "a pinned distribution has a known vulnerability of moderate severity", Severity.Warning);
    public static readonly DiagnosticRule VulnerabilityHigh = new(
        "PYENV7003", "a pinned distribution has a known vulnerability of high severity", Severity.Warning);
    public static readonly DiagnosticRule VulnerabilityCritical = new(
        "PYENV7004", "a pinned distribution has a known vulnerability of critical severity", Severity.Warning);
    public static readonly DiagnosticRule ProjectStatus = new(
        "PYENV7005", "the project of a pinned distribution is archived, deprecated or quarantined", Severity.Warning);

    /// <summary>All rules, by code.</summary>
    public static ImmutableSortedDictionary<string, DiagnosticRule> All => Index.ByCode;

    // A class of its own: whoever reports one finding does not pay for the list of all.
    private static class Index
    {
        public static readonly ImmutableSortedDictionary<string, DiagnosticRule> ByCode = typeof(DiagnosticCatalog)
            .GetFields()
            .Where(field => field.FieldType == typeof(DiagnosticRule))
            .Select(field => (DiagnosticRule)field.GetValue(null)!)
            .ToImmutableSortedDictionary(rule => rule.Code, rule => rule, StringComparer.Ordinal);
    }
}

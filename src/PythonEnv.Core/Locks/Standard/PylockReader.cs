using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Standard;

/// <summary>
/// Reads <c>pylock.toml</c> (PEP 751) and finds everything that is wrong with it in one go. The verdict is that of <c>packaging.pylock</c>:
/// unknown keys are passed over, a newer minor version is accepted.
/// </summary>
internal static class PylockReader
{
    internal const string Rewrite = "Write the lock file anew with the tool that made it";

    /// <param name="utf8">The bytes of the file.</param>
    /// <param name="file">Its absolute path.</param>
    public static PylockReading Read(byte[] utf8, string file) =>
        TomlDocument.TryParse(utf8, file, out TomlTable? root, out TomlError? error) ? Read(root, file) : NotToml(error);

    private static PylockReading Read(TomlTable root, string file)
    {
        var errors = new List<LockProblem>();
        var table = new LockTable(root, new SourceSpan(file), errors);
        PythonVersion? version = table.RequiredVersion("lock-version");
        ImmutableArray<Marker>? environments = table.Markers("environments");
        ImmutableArray<string> extras = table.NormalizedNames("extras");
        ImmutableArray<string> dependencyGroups = table.Texts("dependency-groups");
        ImmutableArray<string> defaultGroups = table.Texts("default-groups");
        table.RequiredText("created-by");
        SpecifierSet? requiresPython = table.Specifiers("requires-python");
        List<LockEntry?> packages = [.. table.RequiredTables("packages").Select(PylockPackageReader.Read)];
        table.Table("tool");

        // The rest of a version that is not known need not make sense, so that it is the only thing worth telling.
        if (version is not null && !PylockFile.IsSupported(version))
        {
            return new PylockReading
            {
                Verdict = errors.Count == 0 ? PylockVerdict.UnsupportedVersion : PylockVerdict.Invalid,
                Errors = [.. errors],
                Diagnostics =
                [
                    Unreadable(
                        table.PlaceOf("lock-version"), $"a lock file of version {version} can't be read", "version 1 can",
                        "Write it anew with a tool that writes version 1.0"),
                ],
            };
        }
        if (errors.Count > 0)
        {
            return new PylockReading
            {
                Verdict = PylockVerdict.Invalid,
                Errors = [.. errors],
                Diagnostics = [.. errors.Select(error => Unreadable(error.Where, $"`{error.Path}`: {error.Message}", "", Rewrite))],
            };
        }
        var result = new PylockFile
        {
            LockVersion = version!,
            Environments = environments,
            RequiresPython = requiresPython,
            Extras = extras,
            DependencyGroups = dependencyGroups,
            DefaultGroups = defaultGroups,
            Packages = [.. packages.OfType<LockEntry>()],
        };
        return new PylockReading
        {
            Verdict = PylockVerdict.Valid,
            File = result,
            Diagnostics = [.. PylockAudit.Check(result, table.PlaceOf("lock-version"))],
        };
    }

    private static PylockReading NotToml(TomlError error) => new()
    {
        Verdict = PylockVerdict.NotToml,
        Diagnostics = [Unreadable(error.Where, "the file is not TOML", error.Message, Rewrite)],
    };

    private static Diagnostic Unreadable(SourceSpan where, string problem, string evidence, string remedy) =>
        DiagnosticCatalog.RequirementUnreadable.At(where, problem, evidence, remedy);
}

using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;

namespace PythonEnv.Locks.Standard;

/// <summary>
/// What the specification asks of a <c>pylock.toml</c> and <c>packaging</c> lets pass, and what <see cref="LockAudit"/> finds in any lock.
/// </summary>
internal static class PylockAudit
{
    /// <param name="lockVersionAt">Where the version of the lock is written.</param>
    public static IEnumerable<Diagnostic> Check(PylockFile file, SourceSpan lockVersionAt)
    {
        if (file.HasNewerMinorVersion)
        {
            yield return DiagnosticCatalog.RequirementUnreadable.At(
                lockVersionAt, $"the lock file has version {file.LockVersion}, of which only 1.0 is understood",
                "what the newer version added is ignored", "Update PythonEnv.Tasks") with
            { Severity = Severity.Warning };
        }
        foreach (LockEntry package in file.Packages)
        {
            foreach (Diagnostic finding in CheckForm(package).Concat(LockAudit.Check(package)))
                yield return finding;
        }
    }

    private static IEnumerable<Diagnostic> CheckForm(LockEntry package)
    {
        bool isTree = package.Vcs is not null || package.Directory is not null;
        if (isTree && package.Version is not null)
        {
            yield return DiagnosticCatalog.RequirementUnreadable.At(
                package.VersionAt,
                $"`{package.Name}` has a version beside its source tree",
                "the version of a source tree can change",
                "Take the version out");
        }
        LockFileSource?[] sources = [package.Archive, package.Sdist, .. package.Wheels];
        foreach (TomlDateTime time in sources.Select(source => source?.UploadTime)
            .OfType<TomlDateTime>()
            .Where(time => time.Offset != TimeSpan.Zero))
        {
            yield return DiagnosticCatalog.RequirementUnreadable.At(
                time.Span, $"the upload time of `{package.Name}` is not in UTC", $"found {time.Kind}", "Write it with `Z`");
        }
    }
}

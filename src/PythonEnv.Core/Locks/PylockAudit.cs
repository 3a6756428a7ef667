using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Locks;

/// <summary>
/// What the specification asks of a lock file and <c>packaging</c> lets pass, and what keeps an entry from being pinned: a commit that is
/// none, a digest that can't be one, a time that is not UTC, a version beside a source tree, a folder of this machine.
/// </summary>
internal static class PylockAudit
{
    private const int Sha1Length = 40, Sha256Length = 64;

    private static readonly string[] RegisteredVcs = ["git", "hg", "bzr", "svn"];

    /// <param name="lockVersionAt">Where the version of the lock is written.</param>
    public static IEnumerable<Diagnostic> Check(PylockFile file, SourceSpan lockVersionAt)
    {
        if (file.HasNewerMinorVersion)
        {
            yield return DiagnosticCatalog.RequirementUnreadable.At(
                lockVersionAt, $"the lock file has version {file.LockVersion}, of which only 1.0 is understood",
                "what the newer version added is ignored") with
            { Severity = Severity.Warning };
        }
        foreach (Diagnostic finding in file.Packages.SelectMany(Check))
            yield return finding;
    }

    private static IEnumerable<Diagnostic> Check(PylockPackage package)
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
        if (package.Directory is PylockDirectory directory)
        {
            yield return DiagnosticCatalog.LocalRequirement.At(
                directory.Where,
                $"`{package.Name}` is the folder `{directory.Path}`",
                "what a folder holds can change",
                "Lock a wheel of it");
        }
        if (package.Vcs is PylockVcs vcs)
        {
            foreach (Diagnostic finding in Check(package, vcs))
                yield return finding;
        }
        PylockFileSource?[] sources = [package.Archive, package.Sdist, .. package.Wheels];
        foreach (Diagnostic finding in sources.OfType<PylockFileSource>().SelectMany(source => Check(package, source)))
            yield return finding;
    }

    private static IEnumerable<Diagnostic> Check(PylockPackage package, PylockVcs vcs)
    {
        if (!RegisteredVcs.Contains(vcs.Type, StringComparer.Ordinal))
        {
            yield return DiagnosticCatalog.RequirementUnreadable.At(
                vcs.Where, $"`{vcs.Type}` is no version control system", $"known are {string.Join(", ", RegisteredVcs)}");
        }
        if (!IsCommit(vcs))
        {
            yield return DiagnosticCatalog.UrlNotPinned.At(
                vcs.CommitIdAt,
                $"`{package.Name}` is not pinned to a commit",
                $"`{vcs.CommitId}` is not a full commit of {vcs.Type}",
                "Write the full commit");
        }
    }

    private static IEnumerable<Diagnostic> Check(PylockPackage package, PylockFileSource source)
    {
        foreach (FileHash hash in source.Hashes)
        {
            if (hash.Algorithm.Any(char.IsAsciiLetterUpper))
                yield return Unreadable($"the hash algorithm `{hash.Algorithm}` is not in lower case");
            else if (FileHashShape.LengthOf(hash.Algorithm) is int length && !IsHexadecimal(hash.Digest, length))
                yield return Unreadable($"`{hash.Digest}` is not a digest of {hash.Algorithm}, which has {length} hexadecimal digits");
        }
        if (!source.Hashes.Any(FileHashShape.IsSecure))
        {
            yield return DiagnosticCatalog.HashMissing.At(
                source.HashesAt,
                $"`{package.Name}` has no secure hash",
                $"found {string.Join(", ", source.Hashes.Select(hash => hash.Algorithm))}",
                "Write its sha256");
        }
        if (source.UploadTime is TomlDateTime time && time.Offset != TimeSpan.Zero)
        {
            yield return DiagnosticCatalog.RequirementUnreadable.At(
                time.Span, $"the upload time of `{package.Name}` is not in UTC", $"found {time.Kind}", "Write it with `Z`");
        }

        Diagnostic Unreadable(string evidence) => DiagnosticCatalog.RequirementUnreadable.At(
            source.HashesAt, $"a hash of `{package.Name}` can't be one", evidence, PylockReader.Rewrite);
    }

    /// <summary>A full hash of git or Mercurial; the others have numbers and names of their own.</summary>
    private static bool IsCommit(PylockVcs vcs) => vcs.Type switch
    {
        "git" => IsHexadecimal(vcs.CommitId, Sha1Length) || IsHexadecimal(vcs.CommitId, Sha256Length),
        "hg" => IsHexadecimal(vcs.CommitId, Sha1Length),
        "svn" => vcs.CommitId.Length > 0 && vcs.CommitId.All(char.IsAsciiDigit),
        _ => vcs.CommitId.Length > 0,
    };

    private static bool IsHexadecimal(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigit);
}

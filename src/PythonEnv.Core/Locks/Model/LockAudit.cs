using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Locks.Model;

/// <summary>
/// What keeps an entry of any lock from being pinned: a commit or a URL that is none, a digest that can't be one, a folder of this machine.
/// </summary>
internal static class LockAudit
{
    private const int Sha1Length = 40, Sha256Length = 64;

    private static readonly string[] RegisteredVcs = ["git", "hg", "bzr", "svn"];

    /// <summary>PYENV2002, 2004, 2005, 2006 and 2009 of one entry.</summary>
    public static IEnumerable<Diagnostic> Check(LockEntry package)
    {
        if (package.Directory is LockDirectory directory)
        {
            yield return DiagnosticCatalog.LocalRequirement.At(
                directory.Where,
                $"`{package.Name}` is the folder `{directory.Path}`",
                "what a folder holds can change",
                // The project that was locked stands in an export of its lock.
                directory.Path is "" or "." or "./"
                    ? "Leave it out, as `uv export --no-emit-project` does, or lock a wheel of it"
                    : "Lock a wheel of it");
        }
        if (package.Vcs is LockVcs vcs)
        {
            foreach (Diagnostic finding in Check(package, vcs))
                yield return finding;
        }
        LockFileSource?[] sources = [package.Archive, package.Sdist, .. package.Wheels];
        foreach (LockFileSource? source in sources)
        {
            if (source is null)
                continue;
            foreach (Diagnostic finding in CheckPlace(package, source.Where, source.Url, source.Path))
                yield return finding;
            if (IsSound(source.Hashes))
                continue;
            foreach (Diagnostic finding in CheckHashes(package, source.Hashes, source.HashesAt, isUrl: source is LockArchive))
                yield return finding;
        }
        if (package.OnIndex is { } onIndex)
        {
            foreach (Diagnostic finding in CheckHashes(package, onIndex.Hashes, onIndex.HashesAt, isUrl: false))
                yield return finding;
        }
    }

    private static IEnumerable<Diagnostic> CheckPlace(LockEntry package, SourceSpan where, string? url, string? path)
    {
        if (url is not null && !IndexUrl.TryParse(url, out _))
            yield return Unreadable("URL", url);
        if (path?.Contains('\0', StringComparison.Ordinal) == true)
            yield return Unreadable("path", path);
        if (url is not null && Redaction.WrittenCredentials(url).Any())
        {
            yield return DiagnosticCatalog.CredentialInFile.At(
                where, $"a credential is written in the URL of `{package.Name}`", "whoever can read the repository has it",
                "Revoke it, and write the lock anew from an index whose URL has none");
        }

        Diagnostic Unreadable(string kind, string found) => DiagnosticCatalog.RequirementUnreadable.At(
            where, $"the {kind} of `{package.Name}` can't be read", $"found `{Redaction.OfUrls(found)}`", PylockReader.Rewrite);
    }

    private static IEnumerable<Diagnostic> Check(LockEntry package, LockVcs vcs)
    {
        foreach (Diagnostic finding in CheckPlace(package, vcs.Where, vcs.FullUrl, vcs.Path))
            yield return finding;
        if (!RegisteredVcs.Contains(vcs.Type, StringComparer.Ordinal))
        {
            yield return DiagnosticCatalog.RequirementUnreadable.At(
                vcs.Where, $"`{vcs.Type}` is no version control system",
                $"known are {string.Join(", ", RegisteredVcs)}", PylockReader.Rewrite);
        }
        if (!IsCommit(vcs))
        {
            yield return DiagnosticCatalog.UrlNotPinned.At(
                vcs.CommitIdAt,
                $"`{package.Name}` is not pinned to a commit",
                vcs.CommitId.Length == 0 ? "it names no commit" : $"`{vcs.CommitId}` is not a full commit of {vcs.Type}",
                "Write the full commit");
        }
    }

    // Of thousands of files nearly every one has a sha256 and nothing else.
    private static bool IsSound(ImmutableArray<FileHash> hashes) =>
        hashes is [{ Algorithm: "sha256" } hash] && IsHexadecimal(hash.Digest, Sha256Length);

    private static IEnumerable<Diagnostic> CheckHashes(
        LockEntry package, IReadOnlyCollection<FileHash> hashes, SourceSpan where, bool isUrl)
    {
        foreach (FileHash hash in hashes)
        {
            if (hash.Algorithm.Any(char.IsAsciiLetterUpper))
                yield return Unreadable($"the hash algorithm `{hash.Algorithm}` is not in lower case");
            else if (FileHashShape.LengthOf(hash.Algorithm) is int length && !IsHexadecimal(hash.Digest, length))
                yield return Unreadable($"`{hash.Digest}` is not a digest of {hash.Algorithm}, which has {length} hexadecimal digits");
        }
        if (hashes.Any(FileHashShape.IsSecure))
            yield break;
        DiagnosticRule rule = isUrl && hashes.Count == 0 ? DiagnosticCatalog.UrlNotPinned : DiagnosticCatalog.HashMissing;
        yield return rule.At(
            where,
            hashes.Count == 0 ? $"`{package.Name}` has no hash" : $"`{package.Name}` has no secure hash",
            hashes.Count == 0 ? "another file may lie there tomorrow" : $"found {string.Join(", ", hashes.Select(hash => hash.Algorithm))}",
            "Write its sha256");

        Diagnostic Unreadable(string evidence) => DiagnosticCatalog.RequirementUnreadable.At(
            where, $"a hash of `{package.Name}` can't be one", evidence, PylockReader.Rewrite);
    }

    /// <summary>A full hash of git or Mercurial; the others have numbers and names of their own.</summary>
    private static bool IsCommit(LockVcs vcs) => vcs.Type switch
    {
        "git" => IsHexadecimal(vcs.CommitId, Sha1Length) || IsHexadecimal(vcs.CommitId, Sha256Length),
        "hg" => IsHexadecimal(vcs.CommitId, Sha1Length),
        "svn" => vcs.CommitId.Length > 0 && vcs.CommitId.All(char.IsAsciiDigit),
        _ => vcs.CommitId.Length > 0,
    };

    private static bool IsHexadecimal(string text, int length)
    {
        if (text.Length != length)
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }
        return true;
    }
}

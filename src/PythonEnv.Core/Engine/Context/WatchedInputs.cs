using System.Security.Cryptography;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Engine.Context;

/// <summary>Collects what a restore reads or looks for, so that the next build knows when to look again.</summary>
internal sealed class WatchedInputs
{
    // No absolute path begins like it.
    private const string PatternPrefix = "glob:";

    private readonly Dictionary<string, WatchedFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);

    /// <summary>By path.</summary>
    public IReadOnlyList<WatchedFile> Files =>
        [.. _files.Keys.Order(StringComparer.Ordinal).Select(path => _files[path])];

    /// <summary>By name.</summary>
    public IReadOnlyList<WatchedVariable> Variables =>
        [.. _variables.Keys.Order(StringComparer.Ordinal).Select(name => new WatchedVariable(name, _variables[name]))];

    /// <summary>A file by its present content, or by its absence.</summary>
    public void File(string path) => File(path, DigestOf(path));

    /// <summary>A file by the content that was read.</summary>
    /// <param name="statements">As <see cref="WatchedFile.Statements"/>.</param>
    public void File(string path, string? sha256, string statements = "")
    {
        // `//user:password@host/pip.conf` names no file, and the receipt would hold it.
        if (sha256 is not null || Redaction.OfUrls(path) == path)
            _files[path] = new WatchedFile(path, sha256, statements);
    }

    /// <summary>The files of a <see cref="FilePattern"/> by their names.</summary>
    public void Pattern(string pattern) => File(PatternPrefix + pattern);

    /// <summary>What an earlier run has watched, as it found it.</summary>
    public void Include(Receipt receipt)
    {
        foreach (WatchedFile file in receipt.Files)
            _files.TryAdd(file.Path, file);
        foreach (WatchedVariable variable in receipt.Variables)
            _variables.TryAdd(variable.Name, variable.Sha256);
    }

    public void Variable(string name, string? value) => _variables[name] = Salted(value, NewSalt());

    /// <summary>Whether a file is as an earlier run found it: as it was when it was watched here, else as it is now.</summary>
    public bool IsAsBefore(WatchedFile before) => Now(before.Path).Sha256 == before.Sha256;

    /// <summary>Whether a file says what it said to an earlier run, comments and the order of requirements aside.</summary>
    public bool SaysAsBefore(WatchedFile before) =>
        before.Statements.Length > 0 && Now(before.Path).Statements == before.Statements;

    private WatchedFile Now(string path) => _files.TryGetValue(path, out WatchedFile? watched) ? watched : new(path, DigestOf(path));

    /// <summary>Null if there is no such file.</summary>
    public static string? DigestOf(string path)
    {
        if (path.StartsWith(PatternPrefix, StringComparison.Ordinal))
            return Digest.OfText(string.Join('\n', FilePattern.Find(path[PatternPrefix.Length..])));
        try
        {
            return Digest.OfFile(path);
        }
        // A file that only others may read says nothing as long as that stays so.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }

    /// <summary>Whether a variable has the value that a receipt holds a digest of.</summary>
    public static bool IsSame(string? value, string? digest)
    {
        if (digest is null || string.IsNullOrEmpty(value))
            return digest is null && string.IsNullOrEmpty(value);
        int end = digest.IndexOf('.', StringComparison.Ordinal);
        return end > 0 && Salted(value, digest[..end]) == digest;
    }

    // Of the value with the credentials of its URLs masked, so that a new token is no change; and never the same twice, so that a value
    // that is a secret itself can't be looked up.
    private static string? Salted(string? value, string salt) =>
        string.IsNullOrEmpty(value) ? null : $"{salt}.{Digest.OfText(salt + Redaction.OfUrls(value))}";

    private static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}

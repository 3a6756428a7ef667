using PythonEnv.Diagnostics;
using PythonEnv.Locks.Standard;

namespace PythonEnv.Locking.Writing;

/// <summary>A lock that this package wrote, divided into its record and its pins.</summary>
/// <param name="Pins">With line feeds.</param>
internal sealed record LockText(LockRecord Record, string Pins)
{
    /// <summary>A sentence for whoever opens the file.</summary>
    public static string HowToChange(LockRecord record) => record.From.Length == 0
        ? "It holds what was installed."
        : $"To change it, edit {record.From} and run `{ProposedCommand.Lock}`.";

    /// <summary>Whether somebody else has written into the pins since.</summary>
    public bool IsEdited => LockRecord.DigestOf(Pins) != Record.ContentDigest;

    /// <summary>Where it says that distributions come from; empty in a <c>pylock.toml</c>.</summary>
    public IEnumerable<string> SourceLines => Pins.Split('\n').TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal));

    /// <summary>Reads a <c>pylock.toml</c> or a requirements file.</summary>
    /// <returns>Null if this package did not make it.</returns>
    public static LockText? Read(string path, string text) =>
        PylockFile.IsFileName(path) ? PylockWriter.Read(text) : RequirementsLockWriter.Read(text);

    /// <summary>The file's text, in the format that its name asks for.</summary>
    /// <param name="path">Absolute path of the lock; paths in it are relative to its folder.</param>
    public static string Write(string path, LockContent content) =>
        PylockFile.IsFileName(path) ? PylockWriter.Write(content, Path.GetDirectoryName(path)!) : RequirementsLockWriter.Write(content);
}

using System.Text;

namespace PythonEnv.Locking.Writing;

/// <summary>
/// A lock as a requirements file: pins with markers, every hash that fits a target, and who asks for each. Line feeds and UTF-8 on every
/// system.
/// </summary>
internal static class RequirementsLockWriter
{
    private const string Prefix = "# ";

    public static string Write(LockContent content)
    {
        string pins = Pins(content);
        LockRecord record = content.Record with { ContentDigest = LockRecord.DigestOf(pins) };
        var text = new StringBuilder();
        text.Append("# Made by PythonEnv.Tasks. ").Append(LockText.HowToChange(record)).Append("\n#\n");
        foreach (string line in record.ToLines())
            text.Append(Prefix).Append(line).Append('\n');
        return text.Append('\n').Append(pins).ToString();
    }

    /// <summary>The record at the head of a file, and the text below it; null if it has none.</summary>
    public static LockText? Read(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        int end = Array.FindIndex(lines, line => !line.StartsWith('#'));
        string[] head = end < 0 ? lines : lines[..end];
        return LockRecord.TryRead(
            head.Select(line => line.StartsWith(Prefix, StringComparison.Ordinal) ? line[Prefix.Length..] : ""), out LockRecord? record)
            ? new LockText(record, string.Join('\n', lines.Skip(head.Length + 1)))
            : null;
    }

    private static string Pins(LockContent content)
    {
        var text = new StringBuilder();
        foreach (string line in content.SourceLines)
            text.Append(line).Append('\n');
        if (!content.SourceLines.IsEmpty)
            text.Append('\n');
        foreach (LockedPackage package in content.Packages)
        {
            text.Append(package switch
            {
                { DirectUrl: null } => $"{package.Name}=={package.Version}",
                // What stands behind an `@` has to be a URL.
                { DirectUrl: var path } when !path.Contains(':') => path,
                { DirectUrl: var url } => $"{package.Name} @ {url}",
            });
            if (package.Marker is { } marker)
                text.Append(" ; ").Append(marker);
            foreach (LockedFile file in package.Files.DistinctBy(file => file.Sha256).OrderBy(file => file.Sha256, StringComparer.Ordinal))
                text.Append(" \\\n    --hash=sha256:").Append(file.Sha256);
            text.Append('\n');
            if (package.Via is [var only])
                text.Append("    # via ").Append(only).Append('\n');
            else if (!package.Via.IsEmpty)
                text.Append("    # via\n").AppendJoin("", package.Via.Select(via => $"    #   {via}\n"));
        }
        return text.ToString();
    }
}

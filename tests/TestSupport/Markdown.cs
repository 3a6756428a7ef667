namespace PythonEnv.TestSupport;

/// <param name="Language">The word after the fence; empty if there is none.</param>
/// <param name="Text">With a line feed at its end.</param>
internal sealed record CodeBlock(string Language, string Text);

/// <summary>What a document of the repository shows, so that a test does it.</summary>
internal static class Markdown
{
    /// <summary>The fenced blocks below a heading, down to the next one of its level or above.</summary>
    /// <param name="heading">As it is written: <c>## Five minutes</c>.</param>
    public static IReadOnlyList<CodeBlock> Blocks(string document, string heading)
    {
        string[] lines = [.. File.ReadLines(Path.Combine(Repository.Root, document)).SkipWhile(line => line != heading)];
        Assert.IsNotEmpty(lines, $"{document} has no heading `{heading}`");
        int level = heading.IndexOf(' ', StringComparison.Ordinal);
        var blocks = new List<CodeBlock>();
        string? language = null;
        string text = "";
        foreach (string line in lines[1..])
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (language is not null)
                    blocks.Add(new CodeBlock(language, text));
                language = language is null ? line[3..] : null;
                text = "";
            }
            else if (language is not null)
            {
                text += line + "\n";
            }
            else if (line.StartsWith('#') && line.IndexOf(' ', StringComparison.Ordinal) <= level)
            {
                break;
            }
        }
        return blocks;
    }
}

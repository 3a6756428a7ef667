using System.Globalization;
using System.Text;

namespace PythonEnv.Diagnostics;

/// <summary>
/// Text as one line of a log. Much of it comes from indexes, wheels and other programs: none of it may begin a line of its own, move the
/// cursor of a terminal or reverse the direction of reading. None may give a pipeline a command (<c>##vso[…]</c>, <c>::set-env …</c>).
/// </summary>
internal static class LogText
{
    private const string OutputIndent = "\n  | ";
    private const int Longest = 4000;

    /// <summary>Line breaks become blanks, other control characters visible escapes, and no command of a pipeline is left.</summary>
    public static string OneLine(string text)
    {
        int first = 0;
        while (first < text.Length && text[first] != '#' && !IsUnsafe(text[first]))
            first++;
        if (first == text.Length)
            return text;
        var line = new StringBuilder(text, 0, first, text.Length + 8);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                continue;
            if (BeginsCommand(text.AsSpan(i)))
                line.Append("# ");
            else if (!IsUnsafe(c))
                line.Append(c);
            else if (char.IsWhiteSpace(c))
                line.Append(' ');
            else
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return line.ToString();
    }

    /// <summary>The same, without the middle of what nobody would read to its end.</summary>
    public static string Message(string text) =>
        OneLine(text.Length <= Longest ? text : $"{text.AsSpan(0, Longest / 2)} … {text.AsSpan(text.Length - Longest / 4)}");

    /// <summary>What another program wrote, each of its lines behind a mark.</summary>
    public static string Output(string text)
    {
        var lines = new StringBuilder();
        foreach (string line in text.Split('\n'))
            lines.Append(OutputIndent).Append(Message(line.TrimEnd()));
        return lines.ToString();
    }

    // `##vso[` and `##[`: Azure Pipelines finds them anywhere in a line.
    private static bool BeginsCommand(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("##"))
            return false;
        int end = 2;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        return end < text.Length && text[end] == '[';
    }

    // C0 and C1 controls, the separators of lines and paragraphs, and what changes the direction of reading.
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}

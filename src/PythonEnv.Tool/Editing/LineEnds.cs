namespace PythonEnv.Tool.Editing;

/// <summary>Lines with their ends.</summary>
internal static class LineEnds
{
    /// <summary>The end that a text's lines have.</summary>
    public static string Of(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>The lines, each with its end; the last one may have none.</summary>
    public static List<string> Split(string text)
    {
        var lines = new List<string>();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) + 1;
            end = end == 0 ? text.Length : end;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>The length of a line's end.</summary>
    public static int LengthIn(string line) => line.Length - line.TrimEnd('\r', '\n').Length;
}

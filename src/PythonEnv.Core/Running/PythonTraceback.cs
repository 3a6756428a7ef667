using System.Globalization;

namespace PythonEnv.Running;

/// <summary>The end of a traceback as the interpreter prints it.</summary>
/// <param name="File">Of the innermost frame, as printed.</param>
/// <param name="Line">1-based.</param>
/// <param name="Error">The last line, such as <c>ValueError: no such thing</c>.</param>
internal sealed record PythonTraceback(string File, int Line, string Error)
{
    private const string Header = "Traceback (most recent call last):";
    private const string Frame = "  File \"";

    /// <summary>The last traceback of a text, or null: uncaught exceptions, and syntax errors, which have no header.</summary>
    public static PythonTraceback? Find(string text)
    {
        string[] lines = text.Split('\n');
        (string File, int Line)? innermost = null;
        PythonTraceback? found = null;
        foreach (string raw in lines)
        {
            string line = raw.TrimEnd('\r');
            if (line == Header)
                innermost = null;
            else if (ParseFrame(line) is { } frame)
                innermost = frame;
            else if (innermost is { } at && line.Length > 0 && !char.IsWhiteSpace(line[0]))
            {
                found = new PythonTraceback(at.File, at.Line, line);
                innermost = null;
            }
        }
        return found;
    }

    // `  File "NAME", line N, in FUNCTION`; the function is absent where a syntax error is shown.
    private static (string, int)? ParseFrame(string line)
    {
        if (!line.StartsWith(Frame, StringComparison.Ordinal))
            return null;
        int end = line.IndexOf("\", line ", Frame.Length, StringComparison.Ordinal);
        if (end < 0)
            return null;
        ReadOnlySpan<char> rest = line.AsSpan(end + "\", line ".Length);
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = digits < 0 ? rest : rest[..digits];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int at) ? (line[Frame.Length..end], at) : null;
    }
}

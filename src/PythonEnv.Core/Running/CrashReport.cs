using System.Globalization;

namespace PythonEnv.Running;

/// <summary>What Python's <c>faulthandler</c> writes when native code takes the process down or a time limit does.</summary>
/// <remarks>
/// <code>
/// report = "Fatal Python error: " reason LF … *thread
/// thread = ("Current thread" / "Thread") … "(most recent call first):" LF *frame
/// frame  = '  File "' name '", line ' number " in " function LF
/// </code>
/// </remarks>
/// <param name="Reason">Such as <c>Segmentation fault</c>; empty where a limit ended it.</param>
/// <param name="File">Of the innermost frame that stands in a file, and not in the import system; empty if there is none.</param>
/// <param name="Line">1-based; 0 if unknown.</param>
internal sealed record CrashReport(string Reason, string File, int Line)
{
    private const string Fatal = "Fatal Python error: ";
    private const string Timeout = "Timeout (";
    private const string Frame = "  File \"";
    private const string LineMark = "\", line ";

    /// <summary>The report in a program's standard error, or null if there is none.</summary>
    /// <param name="isWanted">Whether a frame's file may be named; any file unless given.</param>
    public static CrashReport? Find(string standardError, Predicate<string>? isWanted = null)
    {
        string? reason = null;
        (string, int)? at = null;
        bool isNewThread = false;
        foreach (ReadOnlySpan<char> line in standardError.AsSpan().EnumerateLines())
        {
            // It may stand behind a line that was not ended.
            if (line.IndexOf(Fatal) is >= 0 and var begin)
                reason = line[(begin + Fatal.Length)..].ToString();
            else if (line.StartsWith(Timeout))
                reason = "";
            else if (reason is null)
                continue;
            // The main thread comes last, except that of a crash the one that crashed is called the current one.
            else if (line.StartsWith("Current thread") || (line.StartsWith("Thread ") && reason.Length == 0))
                isNewThread = true;
            else if (line.StartsWith("Thread "))
                isNewThread = false;
            else if (isNewThread && ParseFrame(line) is { } frame && isWanted?.Invoke(frame.File) != false)
            {
                at = frame;
                isNewThread = false;
            }
        }
        return reason is null ? null : new CrashReport(reason, at?.Item1 ?? "", at?.Item2 ?? 0);
    }

    private static (string File, int Line)? ParseFrame(ReadOnlySpan<char> line)
    {
        int mark = line.LastIndexOf(LineMark);
        if (!line.StartsWith(Frame) || mark < Frame.Length)
            return null;
        ReadOnlySpan<char> file = line[Frame.Length..mark];
        if (file.StartsWith("<") || file.EndsWith("importlib/__init__.py") || file.EndsWith(@"importlib\__init__.py"))
            return null;
        ReadOnlySpan<char> rest = line[(mark + LineMark.Length)..];
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(digits < 0 ? rest : rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (file.ToString(), number)
            : null;
    }
}

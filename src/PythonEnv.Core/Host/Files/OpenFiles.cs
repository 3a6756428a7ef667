using System.Collections.Immutable;

namespace PythonEnv.Host.Files;

/// <summary>
/// What Windows refuses because a program has a file open: it is tried again for a few seconds, and then said who that is.
/// </summary>
/// <param name="isWindows">Elsewhere an open file stops nobody.</param>
/// <param name="wait">Waits for so many milliseconds.</param>
/// <param name="holders">Names the programs that have a file, or files of a folder, open, as far as the system tells.</param>
internal sealed class OpenFiles(bool isWindows, Action<int> wait, Func<string, ImmutableArray<string>> holders)
{
    private const int AccessDenied = 5;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;
    private const int FolderNotEmpty = 145;
    private const int MappedSection = 1224;
    private const int FirstDelay = 10;
    private const int LongestDelay = 320;
    private const int Tries = 14;

    private static readonly OpenFiles Native = new(
        OperatingSystem.IsWindows(), Thread.Sleep, path => OperatingSystem.IsWindows() ? RestartManager.HoldersOf(path) : []);

    /// <summary>Makes a change on this machine.</summary>
    /// <exception cref="FileInUseException">A program has had the file open for longer than a virus scanner would.</exception>
    public static void Wait(string path, Action change) => Native.WaitFor(path, change);

    /// <inheritdoc cref="Wait"/>
    internal void WaitFor(string path, Action change)
    {
        int delay = FirstDelay;
        for (int tries = 1; ; tries++)
        {
            try
            {
                change();
                return;
            }
            catch (Exception e) when (IsRefusal(e))
            {
                if (tries == Tries)
                    throw Explain(path, e);
                wait(delay);
                delay = Math.Min(delay * 2, LongestDelay);
            }
        }
    }

    private bool IsRefusal(Exception e) => isWindows
        && e is IOException or UnauthorizedAccessException
        && CodeOf(e) is AccessDenied or SharingViolation or LockViolation or FolderNotEmpty or MappedSection;

    // Access is denied for other reasons too: that of a file which nobody has open stays what it was.
    private Exception Explain(string path, Exception refusal)
    {
        ImmutableArray<string> programs = holders(path);
        return programs.IsEmpty && CodeOf(refusal) is AccessDenied ? refusal : new FileInUseException(path, programs, refusal);
    }

    private static int CodeOf(Exception e) => e.HResult & 0xFFFF;
}

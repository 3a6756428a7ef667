using System.Globalization;

namespace PythonEnv.Host.Processes;

/// <summary>What a finished program left behind.</summary>
/// <param name="ExitCode">On POSIX, 128 + the signal's number where a signal ended it.</param>
/// <param name="StandardOutput">Its end, decoded as UTF-8, as long as <see cref="ProcessInvocation"/> asks for.</param>
/// <param name="StandardError">Likewise.</param>
internal sealed record ProcessResult(int ExitCode, string StandardOutput, string StandardError)
{
    private const int FirstOfSignals = 128;
    private const int LastSignal = 31;

    /// <summary>How it ended, in the words of a message: <c>exit code 3</c>, <c>exit code 139, that of signal 11 (SIGSEGV)</c>.</summary>
    public string Ending
    {
        get
        {
            string code = string.Create(CultureInfo.InvariantCulture, $"exit code {ExitCode}");
            int signal = ExitCode - FirstOfSignals;
            if (OperatingSystem.IsWindows() || signal is < 1 or > LastSignal)
                return code;
            string name = NameOf(signal) is { } known ? $" ({known})" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{code}, that of signal {signal}{name}");
        }
    }

    // Those that have one number on Linux and on macOS.
    private static string? NameOf(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        _ => null,
    };
}

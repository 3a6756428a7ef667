using System.Diagnostics;

namespace PythonEnv.FaultInjection;

/// <summary>
/// Lets a program's n-th system call of a kind end it, or fail: the fault at a known step, where random moments only get near one.
/// </summary>
internal static class Strace
{
    /// <summary>
    /// Kinds of calls that change a file system, each with the names it has on different architectures. <c>write</c> is the console's.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Changes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["mkdir"] = "?mkdir,mkdirat",
        ["pwrite"] = "pwrite64",
        ["fsync"] = "fsync",
        ["symlink"] = "?symlink,symlinkat",
        ["link"] = "?link,linkat",
        ["rename"] = "?rename,?renameat,renameat2",
        ["unlink"] = "?unlink,unlinkat,?rmdir",
    };

    public static bool IsUsable { get; } = TryRun();

    /// <summary>The command line before that of the program.</summary>
    /// <param name="calls">Of <see cref="Changes"/>.</param>
    /// <param name="injection">Such as <c>signal=KILL:when=3</c>.</param>
    public static IEnumerable<string> Inject(string calls, string injection) =>
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:{injection}"];

    private static bool TryRun()
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(
                "strace", [.. Inject(Changes["mkdir"], "signal=KILL:when=99").Skip(1), "true"])
            { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.Environments;

/// <summary>
/// Exclusive use of an environment across threads, processes and users of one machine. The kernel gives the lock back when its
/// holder ends, however it ends.
/// </summary>
public sealed class EnvironmentLock : IDisposable
{
    private static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(2);

    private readonly FileStream _file;

    private EnvironmentLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="holder">What others are told of this holder, on one line.</param>
    /// <param name="waiting">Called once, after two seconds, with what is known of the present holder.</param>
    /// <returns>The lock, or null when <paramref name="timeout"/> has passed.</returns>
    public static async Task<EnvironmentLock?> AcquireAsync(
        EnvironmentWorkspace workspace, string holder, TimeSpan timeout, Action<string> waiting, CancellationToken cancellation)
    {
        workspace.Create();
        long started = Stopwatch.GetTimestamp();
        bool noticed = false;
        for (int delay = 5; ; delay = Math.Min(delay * 2, 100))
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryOpen(workspace.LockFile) is { } file)
            {
                TellOthers(workspace, holder);
                return new EnvironmentLock(file);
            }
            TimeSpan waited = Stopwatch.GetElapsedTime(started);
            if (waited >= timeout)
                return null;
            if (!noticed && waited >= NoticeAfter)
            {
                noticed = true;
                waiting(DescribeHolder(workspace));
            }
            await Task.Delay(delay, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether another process works on the environment now; takes nothing and writes nothing.</summary>
    public static bool IsHeld(EnvironmentWorkspace workspace)
    {
        try
        {
            using var file = new FileStream(workspace.LockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The last holder's own words, or a phrase for an unknown one.</summary>
    public static string DescribeHolder(EnvironmentWorkspace workspace)
    {
        try
        {
            return File.ReadAllText(workspace.HolderFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "an unknown process";
        }
    }

    /// <summary>Process, machine, project and time, as others are told.</summary>
    public static string DescribeSelf(string project) => string.Create(
        CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} building {project}, since {DateTime.UtcNow:u}");

    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (UnixFileMode)0b110_110_110;
        try
        {
            return new FileStream(path, options);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && !IsDiskFull(e))
        {
            return null;
        }
    }

    // ENOSPC and ERROR_DISK_FULL: waiting would not make room.
    private static bool IsDiskFull(IOException e) => (e.HResult & 0xFFFF) is 28 or 112;

    // The holder's name is a courtesy: a lock that is held without one still works.
    private static void TellOthers(EnvironmentWorkspace workspace, string holder)
    {
        try
        {
            File.WriteAllText(workspace.HolderFile, holder + "\n");
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}

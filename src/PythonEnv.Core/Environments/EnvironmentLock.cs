using System.Diagnostics;
using System.Globalization;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;

namespace PythonEnv.Environments;

/// <summary>
/// Exclusive use of an environment across threads, processes and users of one machine. The kernel gives the lock back when its
/// holder ends, however it ends.
/// </summary>
internal sealed class EnvironmentLock : IDisposable
{
    private static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(2);

    private readonly EnvironmentWorkspace _workspace;
    private readonly FileStream _file;

    private EnvironmentLock(EnvironmentWorkspace workspace, FileStream file)
    {
        _workspace = workspace;
        _file = file;
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="holder">What others are told of this holder, on one line.</param>
    /// <param name="waiting">Called again and again after two seconds, with what is known of the present holder.</param>
    /// <returns>The lock, or null when <paramref name="timeout"/> has passed.</returns>
    /// <exception cref="IOException">The workspace can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The workspace can't be made, or its lock not be opened.</exception>
    public static EnvironmentLock? Acquire(
        EnvironmentWorkspace workspace, string holder, TimeSpan timeout, Action<string> waiting, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long started = Stopwatch.GetTimestamp();
        for (int delay = 5; ; delay = Math.Min(delay * 2, 100))
        {
            if (TryTake(workspace) is { } file)
            {
                TellOthers(workspace, holder);
                return new EnvironmentLock(workspace, file);
            }
            TimeSpan waited = Stopwatch.GetElapsedTime(started);
            if (waited >= timeout)
                return null;
            if (waited >= NoticeAfter)
                waiting(DescribeHolder(workspace));
            cancellation.WaitHandle.WaitOne(delay);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether another process works on the environment now; takes nothing and writes nothing.</summary>
    public static bool IsHeld(EnvironmentWorkspace workspace)
    {
        try
        {
            using FileStream? file = FileLock.TryOpen(
                workspace.LockFile, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.None });
            return file is null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The last holder's own words, or a phrase for an unknown one.</summary>
    public static string DescribeHolder(EnvironmentWorkspace workspace)
    {
        try
        {
            return RegularFile.ReadAllText(workspace.HolderFile).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "an unknown process";
        }
    }

    /// <summary>Process, machine, project and time, as others are told.</summary>
    public static string DescribeSelf(string project) =>
        $"{NativeSystem.ThisProcess} building {project}, since {DateTime.UtcNow.ToString("u", CultureInfo.InvariantCulture)}";

    /// <summary>Gives the lock back together with its workspace, unless another process has taken it by then.</summary>
    public void DisposeWithWorkspace()
    {
        if (Directory.Exists(_workspace.Removed))
            FileChange.DeleteFolder(_workspace.Removed);
        // Windows does not delete what is open, and POSIX would hand a deleted lock on to whoever waits for it, who then notices.
        if (NativeSystem.IsWindows)
            Dispose();
        try
        {
            Directory.Delete(_workspace.Root, recursive: true);
        }
        catch (IOException) when (NativeSystem.IsWindows || !FileLock.IsStillNamed(_file, _workspace.LockFile))
        {
            // The next holder keeps its workspace.
        }
        Dispose();
    }

    public void Dispose() => _file.Dispose();

    private static FileStream? TryTake(EnvironmentWorkspace workspace)
    {
        try
        {
            OpenFiles.Wait(workspace.Root, workspace.Create);
        }
        // On Windows, that of a file in a folder that another process is deleting.
        catch (FileNotFoundException)
        {
            return null;
        }
        try
        {
            return Open(workspace.LockFile);
        }
        // The folder goes when another process cleans the environment.
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static FileStream? Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!NativeSystem.IsWindows)
            options.UnixCreateMode = (UnixFileMode)0b110_110_110;
        try
        {
            return FileLock.TryOpen(path, options);
        }
        // The file of another user: reading it is enough to lock it.
        catch (UnauthorizedAccessException) when (!NativeSystem.IsWindows && File.Exists(path))
        {
            return FileLock.TryOpen(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.None });
        }
    }

    // The holder's name is a courtesy: a lock that is held without one still works.
    private static void TellOthers(EnvironmentWorkspace workspace, string holder)
    {
        try
        {
            RegularFile.WriteAllText(workspace.HolderFile, holder + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}

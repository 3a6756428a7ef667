using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.FaultInjection;

/// <summary>A file system of its own in memory, as full as one likes. Linux, and only where mounting is allowed.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const long Size = 64L << 20;
    private const string BallastName = "ballast";

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Bytes that are taken by anything but ballast.</summary>
    public long Used => Size - new DriveInfo(Folder).AvailableFreeSpace - (File.Exists(Ballast) ? new FileInfo(Ballast).Length : 0);

    private string Ballast => Path.Combine(Folder, BallastName);

    /// <returns>Null where mounting is not allowed.</returns>
    public static SmallDisk? TryMount(string folder) =>
        OperatingSystem.IsLinux()
        && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={Size}"), "none", folder)
            ? new SmallDisk(folder)
            : null;

    /// <summary>Takes all room but so many bytes.</summary>
    public void LeaveFree(long bytes)
    {
        Roomy();
        long ballast = new DriveInfo(Folder).AvailableFreeSpace - bytes;
        using FileStream file = File.Create(Ballast);
        byte[] block = new byte[64 * 1024];
        for (long written = 0; written < ballast; written += block.Length)
            file.Write(block, 0, (int)Math.Min(block.Length, ballast - written));
    }

    /// <summary>Gives all room back.</summary>
    public void Roomy() => File.Delete(Ballast);

    public void Remount(bool writable) => Run("mount", "-o", writable ? "remount,rw" : "remount,ro", Folder);

    public void Dispose() => Run("umount", "--lazy", Folder);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Installing;

/// <summary>Turns what a file system refuses into PYENV4002, or into PYENV4001 where it is a mount point that can't be replaced.</summary>
internal static class DiskProblem
{
    private const int PosixBusy = 16;

    public static Diagnostic Describe(Exception exception, string cacheRoot, InstallRequest request) =>
        Describe(exception, cacheRoot, request.Target.Layout.Root, request.Pins.Sum(distribution => distribution.File.Size ?? 0));

    /// <param name="declared">Bytes of the wheels, as far as they are known.</param>
    public static Diagnostic Describe(Exception exception, string cacheRoot, string environment, long declared = 0) =>
        Describe(exception, cacheRoot, new WrittenFolder(environment, "environment", "PythonEnvLocation"), declared);

    /// <summary>The same of what is published.</summary>
    /// <param name="folder">The publish folder; absolute.</param>
    public static Diagnostic OfPublishing(Exception exception, string cacheRoot, string folder) =>
        Describe(exception, cacheRoot, new WrittenFolder(folder, "publish folder", "PublishDir"), declared: 0);

    private static Diagnostic Describe(Exception exception, string cacheRoot, WrittenFolder written, long declared)
    {
        string environment = written.Folder;
        if (exception.HResult == PosixBusy && IsMountPoint(environment))
        {
            return DiagnosticCatalog.LocationNotOurs.At(
                SourceSpan.None,
                "the environment's location is a mount point",
                $"Something is mounted at `{environment}`, so that a finished environment can't be renamed to it",
                "Mount the folder above it, or declare a `PythonEnvLocation` below it");
        }
        if (exception is FileInUseException)
        {
            return Problem(
                exception.Message,
                $"Windows changes no file that a program has open; the {written.Name} is `{environment}`",
                $"Close the program and build again: the {written.Name} is then mended");
        }
        if (!Directory.Exists(cacheRoot) && !DiskSpace.IsMissing(exception))
        {
            return Problem(
                $"the cache folder `{cacheRoot}` can't be made",
                $"`PythonEnvCacheDirectory` or the user's own cache folder says where it is; {exception.Message.TrimEnd('.')}",
                "Set `PythonEnvCacheDirectory` to a folder in which the user who builds may write");
        }
        if (!DiskSpace.IsMissing(exception))
        {
            return Problem(
                $"the cache or the {written.Name} can't be written: {exception.Message.TrimEnd('.')}",
                $"The cache is `{cacheRoot}`, the {written.Name} `{environment}`",
                $"Let the user who builds write there, or set `PythonEnvCacheDirectory` and `{written.Setting}` to other folders");
        }
        string free = string.Join(", ", new[] { cacheRoot, environment }.Distinct(StringComparer.Ordinal).Select(Free));
        string needed = declared > 0 ? $"; the wheels alone have {Size(declared)}, and unpacked about three times that" : "";
        // Another disk helps only where there is no room on the one.
        string setting = Room(environment) < Room(cacheRoot) ? written.Setting : "PythonEnvCacheDirectory";
        return Problem("the disk is full", $"Free are {free}{needed}", $"Make room, or set `{setting}` to a folder on another disk");
    }

    /// <summary>The same of a file that belongs neither to the cache nor to an environment.</summary>
    /// <param name="folder">In which there has to be room; absolute.</param>
    public static Diagnostic OfFile(Exception exception, string folder) => DiskSpace.IsMissing(exception)
        ? Problem("the disk is full", $"Free are {Free(folder)}; {exception.Message.TrimEnd('.')}", "Make room, and do it again")
        : Problem(
            $"a file can't be read or written: {exception.Message.TrimEnd('.')}", $"The folder is `{folder}`",
            "Let the user who runs this read and write there");

    private static Diagnostic Problem(string problem, string evidence, string remedy) =>
        DiagnosticCatalog.DiskFull.At(SourceSpan.None, problem, evidence, remedy);

    private static bool IsMountPoint(string path) =>
        Array.Exists(DriveInfo.GetDrives(), drive => Path.TrimEndingDirectorySeparator(drive.Name) == path);

    private static string Free(string path) =>
        Room(path) is { } room ? $"{Size(room)} for `{path}`" : $"an unknown amount for `{path}`";

    /// <returns>In bytes; null if it can't be known.</returns>
    private static long? Room(string path)
    {
        try
        {
            // What could not be made is on the disk of the folder above it.
            string folder = path;
            while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { Length: > 0 } above)
                folder = above;
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):0.#} MB");

    /// <param name="Folder">What is written besides the cache; absolute.</param>
    /// <param name="Name">What a message calls it.</param>
    /// <param name="Setting">The property that says where it is.</param>
    private sealed record WrittenFolder(string Folder, string Name, string Setting);
}

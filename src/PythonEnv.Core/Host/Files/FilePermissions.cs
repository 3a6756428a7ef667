namespace PythonEnv.Host.Files;

/// <summary>The permissions of a file, where the operating system has such.</summary>
internal static class FilePermissions
{
    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}

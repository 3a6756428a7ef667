namespace PythonEnv.TestSupport;

/// <summary>A program made of a few lines of POSIX shell, to stand in for one that is not at hand.</summary>
internal static class ShellScript
{
    /// <returns>Its absolute path.</returns>
    public static string Write(TempDirectory folder, string relative, string lines)
    {
        Requires.Posix("a POSIX shell");
        string path = folder.Write(relative, $"#!/bin/sh\n{lines}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}

using PythonEnv.Host.Files;

namespace PythonEnv.Publishing;

/// <summary>
/// Copies an installation of Python into a published folder, without what only developing takes: headers, its own site-packages, its tests,
/// and scripts that name the machine it stands on.
/// </summary>
internal static class InterpreterCopy
{
    private static readonly string[] LeftOut =
        ["include", "share", "lib/pkgconfig", "Doc", "Scripts", "Lib/site-packages", "Lib/test", "libs", "Tools"];

    /// <param name="installation">Absolute path of the installation's prefix.</param>
    public static void Write(string installation, PublishedPython python) => Copy(new DirectoryInfo(installation), "", python);

    private static void Copy(DirectoryInfo folder, string relative, PublishedPython python)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string name = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            string target = Path.Combine(python.Interpreter, name);
            if (IsLeftOut(name))
                continue;
            if (entry.LinkTarget is { } link)
            {
                // One that leads out of the installation means nothing elsewhere.
                if (!Path.IsPathRooted(link)
                    && Path.GetFullPath(link, folder.FullName).StartsWith(RootOf(folder, relative), StringComparison.Ordinal))
                    Link(target, link);
            }
            else if (entry is DirectoryInfo directory)
                Copy(directory, name, python);
            else if (entry.Name.StartsWith("_sysconfigdata", StringComparison.Ordinal))
                PublishedFile.Write(target, Relocated(entry.FullName, RootOf(folder, relative).TrimEnd('/', '\\')));
            else
                PublishedFile.Copy(entry.FullName, target);
        }
    }

    private static void Link(string target, string link)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.CreateSymbolicLink(target, link);
    }

    // The build-time configuration of the interpreter; nothing at run time reads these paths, and they name the machine.
    private static string Relocated(string file, string prefix) =>
        RegularFile.ReadAllText(file).Replace(prefix, "/install", StringComparison.Ordinal);

    private static string RootOf(DirectoryInfo folder, string relative)
    {
        DirectoryInfo root = folder;
        for (int i = 0; i < relative.Split('/', StringSplitOptions.RemoveEmptyEntries).Length; i++)
            root = root.Parent!;
        return root.FullName + Path.DirectorySeparatorChar;
    }

    private static bool IsLeftOut(string name)
    {
        string[] parts = name.Split('/');
        return parts[^1] == "__pycache__"
            || LeftOut.Contains(name, StringComparer.Ordinal)
            || (parts is ["bin", var command] && !IsInterpreter(command))
            || (parts is ["lib", _, var folder]
                && (folder is "site-packages" or "test" || folder.StartsWith("config-", StringComparison.Ordinal)))
            || (parts.Length == 2 && parts[0] == "lib" && parts[1].EndsWith(".a", StringComparison.Ordinal));
    }

    private static bool IsInterpreter(string command) =>
        (command.StartsWith("python", StringComparison.Ordinal) || command.StartsWith("pypy", StringComparison.Ordinal))
        && !command.Contains("config", StringComparison.Ordinal);
}

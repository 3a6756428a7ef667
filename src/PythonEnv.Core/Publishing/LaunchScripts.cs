using PythonEnv.Host;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Publishing;

/// <summary>
/// The launchers of a published folder and the module that its interpreter imports first. They find the folder from their own place, and an
/// interpreter in the folder, in <c>PYTHONENV_PYTHON</c>, or on <c>PATH</c>; another Python than the one published for is refused.
/// </summary>
internal static class LaunchScripts
{
    /// <summary>Writes <c>sitecustomize.py</c> and the launcher of the interpreter.</summary>
    public static void WriteInterpreter(PublishedPython python)
    {
        PublishedFile.Write(Path.Combine(python.Startup, "sitecustomize.py"), Fill("publish_startup.py", python));
        string launcher = Fill(python.IsWindows ? "publish_python.cmd" : "publish_python.sh", python);
        PublishedFile.Write(PathOf("python", python), launcher, isExecutable: true);
    }

    /// <summary>Writes the launcher of a command that a distribution declares.</summary>
    /// <returns>Its absolute path.</returns>
    public static string WriteCommand(EntryPointScript command, PublishedPython python)
    {
        // `-c` puts the folder of the caller before all others: what lies there by chance would be taken for a distribution's module.
        string code = "import sys; sys.path = [path for path in sys.path if path]; "
            + $"from {command.Module} import {command.Attribute.Split('.')[0]}; sys.argv[0] = '{command.Name}'; "
            + $"sys.exit({command.Attribute}())";
        string text = python.IsWindows
            ? $"@\"%~dp0python.cmd\" -c \"{code}\" %*\r\n"
            : $"#!/bin/sh\n{Here}exec \"$here/python\" -c \"{code}\" \"$@\"\n";
        return PublishedFile.Write(PathOf(command.Name, python), text, isExecutable: true);
    }

    /// <summary>Writes a script of a wheel. One in Python starts by the folder's launcher, whatever its first line named.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">As the wheel has it.</param>
    /// <returns>Absolute paths of all that it takes.</returns>
    public static string[] WriteScript(string name, byte[] content, PublishedPython python)
    {
        if (!content.AsSpan().StartsWith("#!python"u8))
            return [PublishedFile.Write(Path.Combine(python.Commands, name), content, isExecutable: true)];
        string inner = PublishedFile.Write(Path.Combine(python.Root, "lib", "scripts", name), content);
        string text = python.IsWindows
            ? $"@\"%~dp0python.cmd\" \"%~dp0..\\lib\\scripts\\{name}\" %*\r\n"
            : $"#!/bin/sh\n{Here}exec \"$here/python\" \"$here/../lib/scripts/{name}\" \"$@\"\n";
        return [inner, PublishedFile.Write(PathOf(name, python), text, isExecutable: true)];
    }

    // A launcher may be called through a link.
    private const string Here = """
        self=$0
        while [ -h "$self" ]; do
          link=$(readlink "$self")
          case $link in /*) self=$link ;; *) self=$(dirname "$self")/$link ;; esac
        done
        here=$(CDPATH= cd -- "$(dirname "$self")" && pwd -P) || exit 1

        """;

    private static string PathOf(string command, PublishedPython python) =>
        Path.Combine(python.Commands, python.IsWindows ? $"{command}.cmd" : command);

    private static string Fill(string script, PublishedPython python)
    {
        (int major, int minor) = python.Numbers;
        string text = EmbeddedScript.Read(script)
            .Replace("@HERE@\n", Here, StringComparison.Ordinal)
            .Replace("@COMMAND@", python.Command, StringComparison.Ordinal)
            .Replace("@DISPLAY@", python.Display, StringComparison.Ordinal)
            .Replace("@IMPLEMENTATION@", python.Implementation, StringComparison.Ordinal)
            .Replace("@MAJOR@", $"{major}", StringComparison.Ordinal)
            .Replace("@MINOR@", $"{minor}", StringComparison.Ordinal)
            .ReplaceLineEndings("\n");
        return script.EndsWith(".cmd", StringComparison.Ordinal) ? text.ReplaceLineEndings("\r\n") : text;
    }
}

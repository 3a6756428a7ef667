using System.Globalization;
using Microsoft.Build.Framework;

namespace PythonEnv.Tasks;

/// <summary>
/// MSBuild's terminal logger. It shows warnings, errors and the output of each project, and no message; so a line is shown as the output of a
/// little project that the package brings along.
/// </summary>
/// <param name="project">That project's path.</param>
internal sealed class TerminalView(IBuildEngine engine, string project)
{
    private const string Switch = "_MSBUILDTLENABLED";

    private int _lines;

    /// <returns>Null if the build is told to another logger.</returns>
    public static TerminalView? Of(IBuildEngine engine, string project) =>
        project.Length > 0 && Environment.GetEnvironmentVariable(Switch) == "1" ? new TerminalView(engine, project) : null;

    public void Show(string text)
    {
        var properties = new Dictionary<string, string>
        {
            ["PythonEnvText"] = text,
            // A project of the same properties would be known already, and not be built again.
            ["PythonEnvLine"] = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.{engine.GetHashCode()}.{_lines++}"),
        };
        engine.BuildProjectFile(project, ["_Say"], properties, null);
    }
}

using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PythonEnv.Diagnostics;
using PythonEnv.Running;

namespace PythonEnv.Tasks;

/// <summary>Logs the lines of a program as they come; what a linter finds becomes an error or a warning at its line.</summary>
/// <param name="workingDirectory">What relative paths in the lines are relative to.</param>
/// <param name="importance">Of the lines that are no findings.</param>
internal sealed class ProgramOutput(TaskLoggingHelper log, string workingDirectory, MessageImportance importance)
{
    private readonly List<string> _lines = [];

    /// <summary>The lines of standard output until now.</summary>
    public string[] Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public void TakeOutput(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            Log(line);
        }
    }

    public void TakeError(string line)
    {
        lock (_lines)
            Log(line);
    }

    private void Log(string line)
    {
        line = Redaction.OfCredentials(line);
        if (ToolFinding.Parse(line) is not { } finding)
        {
            // MSBuild's own form, `file(line,column): error CODE: text`, is read by MSBuild.
            log.LogMessageFromText(line, importance);
            return;
        }
        // Without a place it stands where the task does.
        string? file = finding.File.Length == 0 ? null : Path.GetFullPath(finding.File, workingDirectory);
        if (finding.IsError)
            log.LogError(null, finding.Code, null, file, finding.Line, finding.Column, 0, 0, "{0}", finding.Text);
        else
            log.LogWarning(null, finding.Code, null, file, finding.Line, finding.Column, 0, 0, "{0}", finding.Text);
    }
}

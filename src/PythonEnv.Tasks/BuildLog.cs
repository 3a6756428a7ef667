using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Progress;

namespace PythonEnv.Tasks;

/// <summary>The engine's findings in the build's log, in the canonical form that editors and pipelines read.</summary>
/// <param name="projectFile">Where a finding stands that has no place of its own: the build would name the package's targets
/// otherwise.</param>
/// <param name="watched">The terminal's live view where there is one, which shows no messages.</param>
internal sealed class BuildLog(TaskLoggingHelper log, string projectFile, WarningPolicy warnings, TerminalView? watched = null) : IBuildLog
{
    private readonly ProgressPace _pace = new(TimeProvider.System);
    private readonly HashSet<Diagnostic> _told = [];

    public void Report(Diagnostic diagnostic)
    {
        // Several environments share what is wrong with a property or a file.
        lock (_told)
        {
            if (!_told.Add(diagnostic))
                return;
        }
        SourceSpan at = diagnostic.Where.File.Length > 0 ? diagnostic.Where : new SourceSpan(projectFile);
        (string message, string link) = (diagnostic.Message, diagnostic.Rule.HelpLink);
        // No end position: annotators match `(line,column)` and nothing longer.
        switch (diagnostic.Severity == Severity.Warning && warnings.IsError(diagnostic.Code) ? Severity.Error : diagnostic.Severity)
        {
            case Severity.Error:
                log.LogError(null, diagnostic.Code, null, link, at.File, at.Line, at.Column, 0, 0, "{0}", message);
                break;
            case Severity.Warning:
                log.LogWarning(null, diagnostic.Code, null, link, at.File, at.Line, at.Column, 0, 0, "{0}", message);
                break;
            default:
                log.LogMessage(null, diagnostic.Code, null, at.File, at.Line, at.Column, 0, 0, MessageImportance.High, "{0}", message);
                break;
        }
    }

    public void Notice(string text)
    {
        if (watched is null)
            log.LogMessage(MessageImportance.High, "PythonEnv: {0}", text);
        else
            watched.Show(text);
    }

    public void Progress(WorkProgress progress)
    {
        if (watched is not null)
            watched.Progress(progress);
        else if (_pace.IsDue(progress))
            Notice(progress.ToString());
    }

    public void Step(string text) => log.LogMessage(MessageImportance.Normal, "{0}", text);

    public void Output(string text) => log.LogMessage(MessageImportance.High, "{0}", text);

    public void Detail(string text) => log.LogMessage(MessageImportance.Low, "{0}", text);
}

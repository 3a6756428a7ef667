using PythonEnv.Diagnostics;
using PythonEnv.Progress;

namespace PythonEnv.Engine.Context;

/// <summary>Where the engine speaks to: a build's log, a terminal, a test.</summary>
internal interface IBuildLog
{
    /// <summary>A coded finding.</summary>
    void Report(Diagnostic diagnostic);

    /// <summary>One line for whoever watches the build: what was done.</summary>
    void Notice(string text);

    /// <summary>How far long work has come; often, and from any thread. Nothing is told where there is nothing to do.</summary>
    void Progress(WorkProgress progress)
    {
    }

    /// <summary>A step that changed something; shown at normal verbosity.</summary>
    void Step(string text);

    /// <summary>The answer to a command; always shown.</summary>
    void Output(string text);

    /// <summary>What was read, chosen and why; shown at detailed verbosity.</summary>
    void Detail(string text);
}

/// <summary>A log to which text from outside can do nothing: each text is one line, without the credentials of its URLs.</summary>
internal sealed class OneLineLog(IBuildLog log) : IBuildLog
{
    // A diagnostic sees to its own message.
    public void Report(Diagnostic diagnostic) => log.Report(diagnostic);

    public void Notice(string text) => log.Notice(Shown(text));

    public void Progress(WorkProgress progress) => log.Progress(progress with { Subject = Shown(progress.Subject) });

    public void Step(string text) => log.Step(Shown(text));

    public void Output(string text) => log.Output(Shown(text));

    public void Detail(string text) => log.Detail(Shown(text));

    private static string Shown(string text) => LogText.OneLine(Redaction.OfUrls(text));
}

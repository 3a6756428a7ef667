using PythonEnv.Diagnostics;
using PythonEnv.Progress;

namespace PythonEnv.Tool.Output;

/// <summary>Where a person sees a command's lines.</summary>
internal interface IScreen
{
    /// <summary>Runs a command while its progress is shown.</summary>
    void Show(Action work);

    /// <param name="severity">As the project wants it, which may be another one than the finding's own.</param>
    void Finding(Diagnostic finding, Severity severity);

    /// <summary>A line of the answer.</summary>
    void Answer(string text);

    /// <summary>What was done, beside the answer.</summary>
    void Notice(string text);

    void Progress(WorkProgress progress);
}

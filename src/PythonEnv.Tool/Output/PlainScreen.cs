using PythonEnv.Diagnostics;
using PythonEnv.Progress;

namespace PythonEnv.Tool.Output;

/// <summary>Lines, as a file or another program wants them: the answer on standard output, everything else on standard error.</summary>
/// <param name="hasAnswers">False where the answer is the JSON document.</param>
internal sealed class PlainScreen(TextWriter output, TextWriter error, bool hasAnswers) : IScreen
{
    private readonly ProgressPace _pace = new(TimeProvider.System);

    public void Show(Action work) => work();

    public void Finding(Diagnostic finding, Severity severity) => error.WriteLine(finding with { Severity = severity });

    public void Answer(string text)
    {
        if (hasAnswers)
            output.WriteLine(text);
    }

    public void Notice(string text) => error.WriteLine($"PythonEnv: {text}");

    public void Progress(WorkProgress progress)
    {
        if (_pace.IsDue(progress))
            Notice(progress.ToString());
    }
}

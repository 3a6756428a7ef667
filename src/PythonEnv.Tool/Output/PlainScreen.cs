using PythonEnv.Diagnostics;
using PythonEnv.Progress;

namespace PythonEnv.Tool.Output;

/// <summary>Lines, as a file or another program wants them: the answer on standard output, everything else on standard error.</summary>
/// <param name="hasAnswers">False where the answer is the JSON document.</param>
internal sealed class PlainScreen(TextWriter output, TextWriter error, bool hasAnswers, TimeProvider time) : IScreen
{
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);

    private readonly ProgressPace _pace = new(time);
    private volatile WorkProgress? _latest;

    // What takes long without telling more is told again, as rarely as everything else.
    public void Show(Action work)
    {
        using ITimer beat = time.CreateTimer(
            _ =>
            {
                if (_latest is { } progress)
                    Tell(progress);
            },
            null, s_beat, s_beat);
        work();
        _latest = null;
    }

    public void Finding(Diagnostic finding, Severity severity) => error.WriteLine(finding with { Severity = severity });

    public void Answer(string text)
    {
        if (hasAnswers)
            output.WriteLine(text);
    }

    public void Notice(string text) => error.WriteLine($"PythonEnv: {text}");

    public void Progress(WorkProgress progress)
    {
        _latest = progress;
        Tell(progress);
    }

    private void Tell(WorkProgress progress)
    {
        if (_pace.IsDue(progress))
            Notice(progress.ToString());
    }
}

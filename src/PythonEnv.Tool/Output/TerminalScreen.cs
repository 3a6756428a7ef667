using PythonEnv.Diagnostics;
using PythonEnv.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PythonEnv.Tool.Output;

/// <summary>A terminal that a person looks at: bars while something takes long, colours unless <c>NO_COLOR</c> is set.</summary>
internal sealed class TerminalScreen(IAnsiConsole console) : IScreen
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkStage, ProgressTask> _bars = [];
    private ProgressContext? _context;

    public void Show(Action work) => console.Progress()
        .AutoClear(true)
        .Columns(
            new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn())
        .Start(context =>
        {
            _context = context;
            // Something moves from the first moment on, whatever has been told so far.
            context.AddTask("working").IsIndeterminate = true;
            work();
            _context = null;
        });

    public void Finding(Diagnostic finding, Severity severity) =>
        Write(
            (finding with { Severity = severity }).ToString(),
            severity switch { Severity.Error => "red", Severity.Warning => "yellow", _ => "default" });

    public void Answer(string text) => Write(text, "default");

    public void Notice(string text) => Write(text, "green");

    public void Progress(WorkProgress progress)
    {
        lock (_lock)
        {
            if (_context is not { } context)
                return;
            string text = Markup.Escape(progress.ToString());
            if (!_bars.TryGetValue(progress.Stage, out ProgressTask? bar))
                _bars[progress.Stage] = bar = context.AddTask(text);
            bar.Description = text;
            bar.IsIndeterminate = progress.Total == 0 || progress.Stage == WorkStage.Looking;
            bar.MaxValue = Math.Max(1, progress.Total);
            bar.Value = progress.Done;
        }
    }

    private void Write(string text, string style) => console.Write(new Line(text, Style.Parse(style)));

    // Not wrapped here: a line that is copied from a terminal is one line.
    private sealed class Line(string text, Style style) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [new Segment(text, style), Segment.LineBreak];
    }
}

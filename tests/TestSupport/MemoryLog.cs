using System.Collections.Concurrent;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Progress;

namespace PythonEnv.TestSupport;

/// <summary>A log that keeps what it is told.</summary>
internal sealed class MemoryLog : IBuildLog
{
    private readonly ConcurrentQueue<Diagnostic> _diagnostics = new();
    private readonly ConcurrentQueue<string> _steps = new();
    private readonly ConcurrentQueue<string> _outputs = new();
    private readonly ConcurrentQueue<string> _notices = new();
    private readonly ConcurrentQueue<WorkProgress> _progressed = new();
    private readonly ConcurrentQueue<string> _details = new();

    public IReadOnlyList<Diagnostic> Diagnostics => [.. _diagnostics];

    public IReadOnlyList<string> Steps => [.. _steps];

    public IReadOnlyList<string> Outputs => [.. _outputs];

    public IReadOnlyList<string> Notices => [.. _notices];

    public IReadOnlyList<WorkProgress> Progressed => [.. _progressed];

    public IReadOnlyList<string> Details => [.. _details];

    public IEnumerable<Diagnostic> Errors => _diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error);

    public IReadOnlyList<string> ErrorCodes => [.. Errors.Select(error => error.Code)];

    public IReadOnlyList<string> WarningCodes =>
        [.. _diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Warning).Select(warning => warning.Code)];

    /// <summary>What was mended on the way.</summary>
    public IReadOnlyList<string> MendedCodes =>
        [.. _diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Message).Select(mended => mended.Code)];

    public void Report(Diagnostic diagnostic) => _diagnostics.Enqueue(diagnostic);

    public void Notice(string text) => _notices.Enqueue(text);

    public void Progress(WorkProgress progress) => _progressed.Enqueue(progress);

    public void Step(string text) => _steps.Enqueue(text);

    public void Output(string text) => _outputs.Enqueue(text);

    public void Detail(string text) => _details.Enqueue(text);

    public override string ToString() =>
        string.Join('\n', _diagnostics.Select(diagnostic => diagnostic.ToString()).Concat(_steps).Concat(_outputs).Concat(_details));
}

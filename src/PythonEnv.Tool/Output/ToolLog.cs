using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Progress;

namespace PythonEnv.Tool.Output;

/// <summary>What the engine says, on a screen and kept for the JSON document.</summary>
/// <param name="isVerbose">Show also what was read, chosen and why.</param>
internal sealed class ToolLog(IScreen screen, bool isVerbose) : IBuildLog
{
    private readonly Lock _lock = new();
    private readonly HashSet<Diagnostic> _told = [];
    private readonly List<JsonFinding> _findings = [];
    private readonly List<string> _answers = [];

    /// <summary>What the project says of warnings; nothing until it is read.</summary>
    public FindingPolicy Policy { get; set; } = FindingPolicy.None;

    public bool HasErrors { get; private set; }

    public IReadOnlyList<JsonFinding> Findings => _findings;

    public IReadOnlyList<string> Answers => _answers;

    public void Report(Diagnostic diagnostic)
    {
        if (Policy.Judge(diagnostic) is not { } severity)
            return;
        diagnostic = ProposedCommand.ForTool(diagnostic);
        lock (_lock)
        {
            // Several environments share what is wrong with a property or a file.
            if (!_told.Add(diagnostic))
                return;
            HasErrors |= severity == Severity.Error;
            _findings.Add(JsonFinding.Of(diagnostic, severity));
            screen.Finding(diagnostic, severity);
        }
    }

    public void Notice(string text)
    {
        lock (_lock)
            screen.Notice(ProposedCommand.ForTool(text));
    }

    public void Output(string text)
    {
        text = ProposedCommand.ForTool(text);
        lock (_lock)
        {
            _answers.Add(text);
            screen.Answer(text);
        }
    }

    public void Progress(WorkProgress progress) => screen.Progress(progress);

    public void Step(string text) => Detail(text);

    public void Detail(string text)
    {
        if (isVerbose)
            Notice(text);
    }
}

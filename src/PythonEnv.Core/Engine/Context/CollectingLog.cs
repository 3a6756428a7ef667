using PythonEnv.Diagnostics;

namespace PythonEnv.Engine.Context;

/// <summary>Keeps what is said instead of showing it: for commands that tell of the stages in words of their own.</summary>
internal sealed class CollectingLog : IBuildLog
{
    private readonly List<Diagnostic> _findings = [];
    private readonly List<string> _details = [];

    public IReadOnlyList<Diagnostic> Findings => _findings;

    public IReadOnlyList<string> Details => _details;

    public void Report(Diagnostic diagnostic)
    {
        if (!_findings.Contains(diagnostic))
            _findings.Add(diagnostic);
    }

    public void Notice(string text)
    {
    }

    public void Step(string text)
    {
    }

    public void Output(string text)
    {
    }

    public void Detail(string text) => _details.Add(text);
}

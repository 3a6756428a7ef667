using PythonEnv.Diagnostics;

namespace PythonEnv.Engine;

/// <summary>Where the engine speaks to: a build's log, a terminal, a test.</summary>
internal interface IBuildLog
{
    /// <summary>A coded finding.</summary>
    void Report(Diagnostic diagnostic);

    /// <summary>A step that changed something; shown at normal verbosity.</summary>
    void Step(string text);

    /// <summary>What was read, chosen and why; shown at detailed verbosity.</summary>
    void Detail(string text);
}

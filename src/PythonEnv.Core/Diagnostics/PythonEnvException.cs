namespace PythonEnv.Diagnostics;

/// <summary>A stage cannot go on; carries the coded finding that says why. The only exception the engine lets out on bad input.</summary>
internal sealed class PythonEnvException(Diagnostic diagnostic, Exception? cause = null) : Exception(diagnostic.Message, cause)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}

namespace PythonEnv.Interpreters;

/// <summary>Asks an executable what it is.</summary>
internal interface IInterpreterProbe
{
    /// <param name="executable">Absolute path; need not be an interpreter, nor be there.</param>
    Task<ProbeResult> ProbeAsync(string executable, CancellationToken cancellation);
}

using PythonEnv.Host.Processes;

namespace PythonEnv.TestSupport;

/// <summary>Starts real programs and counts them.</summary>
internal sealed class CountingRunner : IProcessRunner
{
    private readonly ProcessRunner _runner = new();

    public int Starts { get; set; }

    public Task<ProcessResult> RunAsync(ProcessInvocation invocation, CancellationToken cancellation)
    {
        Starts++;
        return _runner.RunAsync(invocation, cancellation);
    }
}

namespace PythonEnv.Host.Processes;

/// <summary>Runs programs; the seam through which tests see whether one was started.</summary>
internal interface IProcessRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It can't be started: absent, no program, of another architecture.</exception>
    /// <exception cref="TimeoutException">It outlived its timeout and was killed with all its children.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; it was killed with all its children.</exception>
    Task<ProcessResult> RunAsync(ProcessInvocation invocation, CancellationToken cancellation);
}

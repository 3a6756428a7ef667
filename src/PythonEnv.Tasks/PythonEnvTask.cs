using Microsoft.Build.Framework;
using PythonEnv.Diagnostics;
using PythonEnv.Restoring;

namespace PythonEnv.Tasks;

/// <summary>What every task of the package shares: one token, one way to log, one way to fail.</summary>
public abstract class PythonEnvTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The project's absolute path.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        try
        {
            Run(new BuildLog(Log), _cancellation.Token);
        }
        catch (PythonEnvException e)
        {
            new BuildLog(Log).Report(e.Diagnostic);
        }
        // A cancelled build says so itself; a further error would only hide why.
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        return !Log.HasLoggedErrors;
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does the work; an error logged is the task's failure.</summary>
    protected abstract void Run(IBuildLog log, CancellationToken cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>What every task of the package shares: one token, one way to log, one way to fail.</summary>
public abstract class PythonEnvTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The project's absolute path.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>The project's property of this name.</summary>
    public string TreatWarningsAsErrors { get; set; } = "";

    /// <summary>The project's property of this name.</summary>
    public string WarningsNotAsErrors { get; set; } = "";

    /// <summary>The project's property of this name.</summary>
    public string NoWarn { get; set; } = "";

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        var log = new BuildLog(Log, new WarningPolicy(TreatWarningsAsErrors, WarningsNotAsErrors, NoWarn));
        try
        {
            Run(log, _cancellation.Token);
        }
        catch (PythonEnvException e)
        {
            log.Report(e.Diagnostic);
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
    private protected abstract void Run(IBuildLog log, CancellationToken cancellation);
}

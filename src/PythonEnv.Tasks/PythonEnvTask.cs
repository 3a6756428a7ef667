using Microsoft.Build.Framework;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Installing;

namespace PythonEnv.Tasks;

/// <summary>What every task of a target shares: two parameters, one token, one way to log, one way to fail.</summary>
public abstract class PythonEnvTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The one item that holds what the project declares.</summary>
    [Required]
    public ITaskItem[] Project { get; set; } = [];

    /// <summary>The <c>PythonEnv</c> items.</summary>
    public ITaskItem[] Environments { get; set; } = [];

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        var project = new DeclaredProject(Project[0], Environments, [.. BuildEngine6.GetGlobalProperties().Keys]);
        using TerminalView? view = TerminalView.Of(BuildEngine, project.LineProject);
        var log = new BuildLog(Log, project.File, project.Warnings, view);
        try
        {
            Run(project, log, _cancellation.Token);
        }
        catch (PythonEnvException e)
        {
            log.Report(e.Diagnostic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Report(DiskProblem.OfFile(e, Path.GetDirectoryName(project.File)!) with { Where = new SourceSpan(project.File) });
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
    private protected abstract void Run(DeclaredProject project, IBuildLog log, CancellationToken cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Environments;
using PythonEnv.Restoring;

namespace PythonEnv.Tasks;

/// <summary>Creates or mends the project's environments until they match their declarations.</summary>
[MSBuildMultiThreadableTask]
public sealed class RestorePythonEnvironments : EnvironmentsTask, IIncrementalTask
{
    private readonly List<ITaskItem> _results = [];

    /// <summary>Set by <c>-question</c>: say whether there is work, and do none.</summary>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>An item of <c>Kind</c> Environment for each environment, and one of <c>Kind</c> Package for each of its packages.</summary>
    [Output]
    public ITaskItem[] Results => [.. _results];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(DeclaredValues environment, IBuildLog log, CancellationToken cancellation)
    {
        FastVerdict verdict = FastCheck.Run(environment, System.Environment.GetEnvironmentVariable);
        if (verdict.Mode == EnvironmentMode.Off)
            return;
        Receipt? receipt = verdict.Receipt;
        if (receipt is not null)
            FastCheck.Replay(receipt, log);
        else if (FailIfNotIncremental)
            Log.LogError($"The Python environment `{environment.Environment}` is not up to date: {verdict.Reason}.");
        else
            receipt = await Engine.Create(environment, log).RestoreAsync(verdict.Reason, cancellation).ConfigureAwait(false);
        if (receipt is not null)
            _results.AddRange(RestoreResults.Of(environment, receipt, isPrimary: _results.Count == 0));
        EnvironmentRegistry.Register(BuildEngine4, ProjectFile, _results);
    }
}

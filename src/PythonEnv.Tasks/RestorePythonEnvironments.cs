using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Tasks;

/// <summary>Creates or mends the project's environments until they match their declarations.</summary>
[MSBuildMultiThreadableTask]
public sealed class RestorePythonEnvironments : EnvironmentsTask, IIncrementalTask
{
    private readonly List<ITaskItem> _results = [];

    /// <summary>Set by <c>-question</c>: say whether there is work, and do none.</summary>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>An item for each environment, and one for each of its packages.</summary>
    [Output]
    public ITaskItem[] Results => [.. _results];

    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation)
    {
        FastVerdict verdict = FastCheck.Run(environment, System.Environment.GetEnvironmentVariable);
        if (verdict.IsOff)
            return;
        if (verdict.Receipt is not null)
            FastCheck.Replay(verdict.Receipt, log);
        if ((verdict.Receipt ?? Restore(environment, verdict.Reason, log, cancellation)) is { } receipt)
            RestoreResults.Add(environment, receipt, _results);
        EnvironmentRegistry.Register(BuildEngine4, ProjectFile, _results);
    }

    private Receipt? Restore(DeclaredValues environment, string reason, IBuildLog log, CancellationToken cancellation)
    {
        if (!FailIfNotIncremental)
            return EnvironmentEngine.Create(environment, log).Restore(reason, cancellation);
        Log.LogError("The Python environment `{0}` is not up to date: {1}.", environment.Environment, reason);
        return null;
    }
}

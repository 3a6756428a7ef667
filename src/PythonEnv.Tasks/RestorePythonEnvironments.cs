using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
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
        if (verdict.Receipt is not null && !verdict.IsOff)
            FastCheck.Replay(verdict.Receipt, log);
        Receipt? receipt = verdict.IsOff ? verdict.Receipt : verdict.Receipt ?? Restore(environment, verdict.Reason, log, cancellation);
        if (receipt is null)
            return;
        RestoreResults.Add(environment, receipt, _results);
        if (verdict.IsOff)
            return;
        bool hasChanged = verdict.Receipt is null;
        new ReportCommand(environment, Project[0].GetMetadata("ReportDirectory"), log).RunAfterRestore(hasChanged, cancellation);
    }

    private Receipt? Restore(DeclaredValues environment, string reason, IBuildLog log, CancellationToken cancellation)
    {
        if (!FailIfNotIncremental)
            return EnvironmentEngine.Create(environment, log).Restore(reason, cancellation);
        log.Report(DiagnosticCatalog.PackagesDiffer.At(
            new SourceSpan(environment.ProjectFile), $"the Python environment `{environment.Environment}` is not up to date", reason,
            "Build without `-question` to make it so"));
        return null;
    }
}

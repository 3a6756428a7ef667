using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;

namespace PythonEnv.FaultInjection;

/// <summary>How one run of the engine ended.</summary>
/// <param name="Receipt">Of an environment that it calls good.</param>
internal sealed record BuildOutcome(Receipt? Receipt, ImmutableArray<Diagnostic> Diagnostics)
{
    public bool Succeeded => Receipt is not null && ErrorCodes.IsEmpty;

    public ImmutableArray<string> ErrorCodes => [.. Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code).Distinct()];

    /// <summary>Every finding, for a report.</summary>
    public override string ToString() =>
        string.Join(
            "; ",
            Diagnostics.Select(d => $"{d.Severity} {d.Code} {d.Message}")
                .DefaultIfEmpty(Receipt is null ? "no finding and no environment" : "good"));
}

/// <summary>Runs the engine exactly as the tasks of the package do.</summary>
internal static class Builds
{
    /// <summary>What <c>RestorePythonEnvironments</c> does for one environment.</summary>
    public static Task<BuildOutcome> RestoreAsync(DeclaredValues declared, HostFacts host, CancellationToken cancellation) =>
        RunAsync(log =>
    {
        FastVerdict verdict = FastCheck.Run(declared, host.Variable);
        if (verdict.Receipt is not { } receipt)
            return EnvironmentEngine.Create(declared, log, host).Restore(verdict.Reason, cancellation);
        FastCheck.Replay(receipt, log);
        return receipt;
    });

    /// <summary>What <c>VerifyPythonEnvironments</c> does for one environment.</summary>
    public static Task<BuildOutcome> VerifyAsync(DeclaredValues declared, HostFacts host, CancellationToken cancellation) =>
        RunAsync(log => EnvironmentEngine.Create(declared, log, host).Verify(cancellation));

    private static Task<BuildOutcome> RunAsync(Func<IBuildLog, Receipt?> run) => Task.Run(() => Run(run));

    private static BuildOutcome Run(Func<IBuildLog, Receipt?> run)
    {
        var log = new KeptLog();
        Receipt? receipt = null;
        try
        {
            receipt = run(log);
        }
        catch (PythonEnvException e)
        {
            log.Report(e.Diagnostic);
        }
        return new BuildOutcome(receipt, [.. log.Diagnostics]);
    }

    private sealed class KeptLog : IBuildLog
    {
        public ConcurrentQueue<Diagnostic> Diagnostics { get; } = new();

        public void Report(Diagnostic diagnostic) => Diagnostics.Enqueue(diagnostic);

        public void Notice(string text)
        {
        }

        public void Step(string text)
        {
        }

        public void Output(string text)
        {
        }

        public void Detail(string text)
        {
        }
    }
}

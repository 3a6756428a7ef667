using System.Collections.Immutable;
using System.Diagnostics;
using PythonEnv.Auditing;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Mending;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Commands;

/// <summary>
/// Creates or mends the environment: read, police, find, plan, lock, assess, mend, check, write. Each stage takes what the one before it
/// made. A stage that reports an error ends the run.
/// </summary>
internal sealed class RestoreCommand(RestoreContext context)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    /// <param name="full">Hold every installed file against its RECORD as well.</param>
    /// <returns>The receipt of an environment that matches; null after reported errors.</returns>
    public Receipt? Run(bool full, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        Receipt? before = context.ReadReceipt();
        using EarlyProof? early = EarlyProof.Begin(Declaration.Location, before);
        using PreparedRun? run = PreparedRun.Make(context, before, cancellation);
        if (run is null
            || Plan(run, before, cancellation) is not { } plan
            || !context.MayWrite(run.Interpreter.Facts.BasePrefix))
            return null;

        foreach (string file in Declaration.Requirements)
            AtomicFile.DeleteLeftovers(file);
        var workspace = new EnvironmentWorkspace(Declaration.Location);
        using EnvironmentLock? held = context.Lock(workspace, cancellation);
        if (held is null)
            return null;
        EnvironmentMender.Recover(workspace);
        // Another build may have done the work while this one waited.
        Receipt? previous = context.ReadReceipt();
        bool isNew = LocationGuard.Inspect(Declaration.Location) == LocationState.Free;
        ImmutableArray<Pin> pins = [.. plan.Pins.Select(planned => planned.Pin)];
        EnvironmentAssessment assessment = new EnvironmentAssessor(
            Declaration, ReceiptInterpreter.Of(run.Interpreter), previous, pins)
        {
            IsLocked = true,
            Early = early,
            OnVerified = context.TellVerified,
        }.Assess(full, cancellation);
        var mender = new EnvironmentMender(context, workspace, run.Interpreter, plan, run.System, run.Source.Installer());
        if (assessment.Mend != MendKind.None && FindOtherProject(previous, assessment) is { } shared)
        {
            context.Report(shared);
            return null;
        }
        if (assessment.Mend == MendKind.None)
            return mender.Renew(assessment, cancellation);
        if (mender.Mend(assessment, cancellation) is not { } receipt)
            return null;
        if (!isNew)
            context.Report(assessment.Findings.Select(mended => mended.AsMended()));
        context.Log.Notice(new ChangeSummary(Declaration, isNew ? null : previous, receipt, assessment).Describe(watch.Elapsed));
        return receipt;
    }

    // As long as nothing that was declared has changed, the plan is what it was: an environment that was damaged is mended without asking
    // an index anything.
    private InstallPlan? Plan(PreparedRun run, Receipt? previous, CancellationToken cancellation)
    {
        if (previous is not null && !Declaration.Refresh && run.PlanOf(previous) is { } same)
        {
            context.Inherit(previous);
            return context.HasErrors ? null : same;
        }
        // While the indexes are asked for files, what is known of the pins is asked for as well.
        var audits = new Audit(Declaration, run.Source.Settings, context.Host, isForced: false);
        using RunningAudit? audit = Declaration.Audit.IsOn
            ? new RunningAudit(token => audits.RunAsync(run.Pins, token), cancellation)
            : null;
        InstallPlan? plan = run.Plan(cancellation, run.Source.BeginEarly(cancellation));
        if (audit is not null && plan is not null)
            TakeAudit(RestoreContext.Wait(audit.Result), plan);
        return context.HasErrors ? null : plan;
    }

    private void TakeAudit(AuditResult audit, InstallPlan plan)
    {
        context.Take(audit, plan.Pins.Select(planned => planned.Pin), name => RestoreContext.AskedForBy(plan.Pins
            .Where(planned => planned.Requires.Any(required => required.Value == name))
            .Select(planned => planned.Name.Value)));
        foreach (string detail in audit.Details)
            context.Log.Detail(detail);
    }

    // A project that is gone, or was edited since, may have given the environment up. That of an original never declared its copy.
    private Diagnostic? FindOtherProject(Receipt? previous, EnvironmentAssessment assessment)
    {
        if (previous is null
            || EnvironmentStanding.WasMoved(previous, Declaration.Location)
            || previous.IsDeclaredAs(Declaration.Digest)
            || previous.Declarers.Any(declarer => declarer.Project == Declaration.ProjectFile))
            return null;
        Declarer? other = previous.Declarers.FirstOrDefault(
            declarer => declarer.Sha256.Length > 0 && Digest.OfFile(declarer.Project) == declarer.Sha256);
        return other is null ? null : DiagnosticCatalog.LocationShared.At(
            Declaration.LocationDeclaredAt,
            $"the environment at `{Declaration.Location}` is declared by two projects with different content",
            $"`{other.Project}` made it; "
                + $"{assessment.Findings.Select(finding => finding.Problem).FirstOrDefault("it was made in another way")}",
            "Give this project its own `Location`, or the same requirements");
    }
}

using System.Collections.Immutable;
using PythonEnv.Auditing;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Transport;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Progress;
using PythonEnv.Reporting;

namespace PythonEnv.Engine.Commands;

/// <summary>Says what is known now of the pinned versions, and has the builds that follow say it again.</summary>
internal sealed class AuditCommand(RestoreContext context)
{
    /// <remarks>Reports PYENV7000 to 7005.</remarks>
    public void Run(CancellationToken cancellation)
    {
        if (context.IsLeftAlone())
            return;
        Receipt? receipt = context.ReadReceipt();
        using PreparedRun? run = PreparedRun.Make(context, receipt, cancellation);
        if (run is null)
            return;
        var audit = new Audit(context.Declaration, run.Source.Settings, context.Host, isForced: true);
        context.Log.Progress(new WorkProgress(WorkStage.Auditing, Total: run.Pins.Length));
        AuditResult result = RestoreContext.Wait(audit.RunAsync(run.Pins, cancellation));
        context.Take(result, run.Pins, AskersIn(receipt, run));
        foreach (string detail in result.Details)
            context.Log.Output($"PythonEnv: {detail}");
        bool areStatusesKnown = TakeStatuses(run, cancellation);
        int told = result.Told.Count();
        context.Log.Output(result.IsAnswered
            ? $"PythonEnv: {(told == 0 ? "no" : told)} known vulnerabilit{(told == 1 ? "y" : "ies")} in "
                + $"{Counted.Of(result.Pins, "pin")} of {context.Declaration.ShortLocation}"
            : $"PythonEnv: nothing is known of {Counted.Of(result.Pins, "pin")}: no source of advisories has answered; "
                + $"declare one with `PythonEnvAuditSources`");
        if (receipt is not null)
            Keep(areStatusesKnown, cancellation);
    }

    // What the indexes say of whole projects (PEP 792). One that can't be asked says nothing, and what was known stays.
    private bool TakeStatuses(PreparedRun run, CancellationToken cancellation)
    {
        Pin[] byName = [.. run.Pins.Where(pin => pin.DirectUrl is null)];
        ProjectListing[] listings = RestoreContext.Wait(
            Task.WhenAll(byName.Select(pin => run.Source.ListAsync(pin.Name, cancellation))));
        foreach ((Pin pin, ProjectListing listing) in byName.Zip(listings))
        {
            if (listing.Status is { IsTold: true } status)
                context.Report(FileChoice.StatusOf(pin, status));
        }
        FetchException? failure = listings.SelectMany(listing => listing.Failures).FirstOrDefault();
        if (failure is not null)
            context.Log.Output($"PythonEnv: the states of projects are not all known: {failure.Message}");
        return failure is null;
    }

    // Of an environment that stands, METADATA tells who asks for whom.
    private static Func<string, string> AskersIn(Receipt? receipt, PreparedRun run)
    {
        if (receipt is null)
            return static _ => "";
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(receipt.Location);
        ImmutableArray<InstalledPackage> installed = InstalledGraph.Of(
            receipt.Packages, package => InstalledGraph.ReadMetadata(layout, package), run.Interpreter.Facts.Markers);
        return name => RestoreContext.AskedForBy(
            installed.Where(package => package.Package.Name == name).SelectMany(package => package.RequiredBy));
    }

    // What the receipt held of earlier audits gives way; a build with nothing to do repeats the rest as before.
    private void Keep(bool areStatusesKnown, CancellationToken cancellation)
    {
        EnvironmentDeclaration declaration = context.Declaration;
        if (declaration.Mode != EnvironmentMode.Restore)
            return;
        using EnvironmentLock? held = EnvironmentLock.Acquire(
            new EnvironmentWorkspace(declaration.Location), EnvironmentLock.DescribeSelf(declaration.ProjectFile), declaration.LockTimeout,
            static _ => { }, cancellation);
        if (held is null || context.ReadReceipt() is not { } receipt || !receipt.IsDeclaredAs(declaration.Digest))
            return;
        ReceiptFile.Write(
            receipt with
            {
                Warnings =
                [
                    .. receipt.Warnings
                        .Where(warning => !AuditFindings.IsOfAudit(warning) && !(areStatusesKnown && IsOfStatus(warning)))
                        .Union(context.Warnings.Where(warning => AuditFindings.IsOfAudit(warning) || IsOfStatus(warning)))
                ],
                Vulnerabilities = context.Vulnerabilities,
            },
            declaration.Location);
    }

    private static bool IsOfStatus(Diagnostic warning) => warning.Rule == DiagnosticCatalog.ProjectStatus;
}

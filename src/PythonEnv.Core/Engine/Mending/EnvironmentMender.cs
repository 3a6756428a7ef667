using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Activation;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Installing;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Mending;

/// <summary>
/// Makes an environment match its plan. Whatever happens on the way, the receipt is removed before the first change and written after the
/// last check. The previous good environment stays or comes back if the new one does not pass.
/// </summary>
/// <param name="workspace">The folder beside the environment, locked by the caller.</param>
/// <param name="system">What the environment may import of the base interpreter's packages.</param>
internal sealed class EnvironmentMender(
    RestoreContext context, EnvironmentWorkspace workspace, Interpreter interpreter, InstallPlan plan, SystemPackageSet system,
    IInstaller installer)
{
    private readonly ReceiptInterpreter _base = ReceiptInterpreter.Of(interpreter);
    private readonly BaseInstallation _installation = BaseInstallation.Of(interpreter);

    /// <summary>Puts back what a killed run left between two renames, and removes what no run will use again.</summary>
    public static void Recover(EnvironmentWorkspace workspace)
    {
        if (!Directory.Exists(workspace.Location) && LocationGuard.IsOurs(workspace.Aside))
            FileChange.MoveFolder(workspace.Aside, workspace.Location);
        PeoplesFiles.Move(workspace.Aside, workspace.Location);
        Discard(workspace.Staging);
        DiscardUnlessInUse(workspace.Aside, workspace.Removed);
        // They would pass for files that somebody put there, and come along into what takes the environment's place.
        string location = workspace.Location;
        foreach (string file in
            (string[])[Receipt.PathIn(location), FileList.PathIn(location), EnvironmentLayout.ConfigurationIn(location)])
            AtomicFile.DeleteLeftovers(file, isAlone: true);
    }

    /// <summary>Applies what was assessed.</summary>
    /// <returns>The new receipt, or null after an error that was reported; the previous environment then stands as it stood.</returns>
    public Receipt? Mend(EnvironmentAssessment assessment, CancellationToken cancellation)
    {
        if (assessment.Mend == MendKind.Rebuild)
            return Rebuild(cancellation);
        try
        {
            return Change(assessment, cancellation);
        }
        // What can't be mended file by file is made anew. A full disk has no room for that either, and what a program has open stays open.
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException
            && e is not FileInUseException
            && !DiskSpace.IsMissing(e))
        {
            context.Log.Step(
                $"The Python environment `{workspace.Location}` is made anew, because it can't be changed file by file: {e.Message}");
            Discard(workspace.Staging, workspace.Removed);
            return Rebuild(cancellation);
        }
    }

    /// <summary>Brings the receipt of an environment that matches up to date with what is declared now.</summary>
    /// <returns>Null after reported errors: what is declared now may ask for more checks than it passed then.</returns>
    public Receipt? Renew(EnvironmentAssessment assessment, CancellationToken cancellation)
    {
        EnvironmentLayout layout = _base.LayoutAt(workspace.Location);
        if (assessment.Receipt!.Declaration != context.Declaration.Digest && !Checks().Pass(layout, cancellation))
            return null;
        RepeatContests(assessment.Receipt, installed: []);
        return new ReceiptBuilder(context, _base, plan).Write(layout, [], assessment, gone: []);
    }

    private Receipt? Rebuild(CancellationToken cancellation)
    {
        EnvironmentLayout staging = _base.LayoutAt(workspace.Staging);
        try
        {
            LayOut(staging);
            ActivationScripts.Write(staging.ScriptsDirectory, staging.IsWindows, workspace.Location);
            Task<Diagnostic?> proof = Checks().ProveEnvironmentAsync(staging, cancellation);
            InstallResult? result = FillStaging(staging, plan.Pins, provesCache: false, cancellation);
            if (RestoreContext.Wait(proof) is { } problem)
                context.Report(problem);
            if (result is null || context.HasErrors)
                return null;
            Receipt? receipt = Pass(staging, result.Installed, assessed: null, gone: [], cancellation);
            if (receipt is not null)
                TakePlace();
            return receipt;
        }
        finally
        {
            Discard(workspace.Staging);
        }
    }

    // The receipt is inside already: from the second rename on, the new environment is good.
    private void TakePlace()
    {
        workspace.Swap(isOurs: LocationGuard.Inspect(workspace.Location) == LocationState.Ours);
        int moved = PeoplesFiles.Move(workspace.Aside, workspace.Location);
        if (moved > 0)
            context.Log.Step($"{moved} files that belong to no distribution came along into the Python environment `{workspace.Location}`");
        DiscardUnlessInUse(workspace.Aside);
    }

    // What takes long and may fail happens in the staging folder; the environment itself is only touched by renames, each of which can be
    // undone.
    private Receipt? Change(EnvironmentAssessment assessment, CancellationToken cancellation)
    {
        EnvironmentLayout staging = _base.LayoutAt(workspace.Staging);
        EnvironmentLayout layout = _base.LayoutAt(workspace.Location);
        var journal = new ChangeJournal(workspace);
        Receipt? receipt = null;
        try
        {
            DemandOwn(layout.SitePackages, layout.ScriptsDirectory);
            if (FillForChange(assessment, staging, layout, cancellation) is not (var result, var remove))
                return null;
            journal.Take(Receipt.PathIn(layout.Root));
            if (assessment.Mend == MendKind.Relink)
                EnvironmentCreator.Relink(layout, _installation, context.Declaration.SystemSitePackages);
            Apply(remove, assessment.Delete, staging, layout, journal);
            return receipt = Pass(layout, result.Installed, assessment, journal.Taken, cancellation);
        }
        finally
        {
            if (receipt is null)
                journal.Undo();
            DiscardUnlessInUse(workspace.Staging, workspace.Removed);
        }
    }

    /// <summary>
    /// Installs apart from the environment what it lacks, and with it what has to share a place with that: one rule decides for all of
    /// them.
    /// </summary>
    /// <returns>What was installed, and what has to go; null after reported errors.</returns>
    private Filled? FillForChange(
        EnvironmentAssessment assessment, EnvironmentLayout staging, EnvironmentLayout layout, CancellationToken cancellation)
    {
        HashSet<PackageName> names = [.. assessment.Install];
        List<InstalledDistribution> remove = [.. assessment.Remove];
        while (true)
        {
            LayOut(staging);
            if (FillStaging(
                staging, [.. plan.Pins.Where(planned => names.Contains(planned.Name))], assessment.HasEdits,
                cancellation) is not { } result)
                return null;
            List<InstalledDistribution> kept =
            [
                .. InstalledDistribution.List(layout.SitePackages).Where(installed => !remove.Contains(installed))
            ];
            List<Diagnostic> refused = [];
            IReadOnlyCollection<PackageName> sharers = names.Count == 0 ? [] : FileOwners.Against(staging, layout, kept, refused);
            if (refused.Count > 0)
            {
                context.Report(refused.Select(refusal => refusal with { Where = context.Declaration.LocationDeclaredAt }));
                return null;
            }
            if (sharers.Count == 0)
                return new Filled(result, remove);
            names.UnionWith(sharers);
            remove.AddRange(kept.Where(installed => sharers.Contains(installed.Name)));
            Discard(workspace.Staging);
        }
    }

    private static void Apply(
        IEnumerable<InstalledDistribution> remove, IEnumerable<string> delete, EnvironmentLayout staging, EnvironmentLayout layout,
        ChangeJournal journal)
    {
        foreach (InstalledDistribution distribution in remove)
            DistributionRemover.Remove(distribution, layout, journal.Take);
        // A file that an edited RECORD does not list has gone with the rest of its metadata.
        DistributionRemover.RemoveStrays(delete.Where(file => !journal.Taken.Contains(file)), layout, journal.Take);
        foreach (string file in FileTree.FilesBelow(staging.Root).ToList())
        {
            if (!OwnFiles.IsSkeleton(staging, file))
                journal.Place(file, Path.Combine(layout.Root, Path.GetRelativePath(staging.Root, file)));
        }
        HashSet<string> gone = [.. journal.Taken.Where(path => path != Receipt.PathIn(layout.Root))];
        foreach (string shared in SharedFiles.AmongRecorded(gone, layout).ToList())
            journal.PutBack(shared);
    }

    private void DemandOwn(params ReadOnlySpan<string> folders)
    {
        var own = new OwnFolders(workspace.Location);
        foreach (string folder in folders)
            own.Contains(folder);
    }

    private void LayOut(EnvironmentLayout layout) =>
        EnvironmentCreator.Create(layout, _installation, context.Declaration.SystemSitePackages);

    private InstallResult? FillStaging(
        EnvironmentLayout staging, ImmutableArray<PlannedPin> distributions, bool provesCache, CancellationToken cancellation)
    {
        var request = new InstallRequest(distributions, Target(staging))
        {
            Compile = context.Declaration.Compile,
            ProvesCache = provesCache
        };
        InstallResult result = RestoreContext.Wait(installer.InstallAsync(request, new StepProgress(context), cancellation));
        context.Report(result.Diagnostics);
        return result.Succeeded ? result : null;
    }

    private Receipt? Pass(
        EnvironmentLayout layout, ImmutableArray<InstalledPin> installed, EnvironmentAssessment? assessed,
        IReadOnlyCollection<string> gone, CancellationToken cancellation)
    {
        if (!Checks().Pass(layout, cancellation))
            return null;
        if (assessed?.Receipt is { } previous)
            RepeatContests(previous, installed);
        return new ReceiptBuilder(context, _base, plan).Write(layout, installed, assessed, gone);
    }

    // Who owns a file is decided, and told, where it is installed. What stays has its warning still, at the line of the pin as it is now.
    private void RepeatContests(Receipt previous, ImmutableArray<InstalledPin> installed)
    {
        foreach (ReceiptPackage package in previous.Packages.Where(package => !package.YieldsTo.IsEmpty))
        {
            PlannedPin? kept = plan.Pins.FirstOrDefault(pin => pin.Name.Value == package.Name);
            if (kept is not null && installed.All(pin => pin.Planned.Name != kept.Name))
            {
                context.Repeat(previous.Warnings
                    .Where(warning => warning.Rule == DiagnosticCatalog.WheelMalformed && warning.Where == package.DeclaredAt)
                    .Select(warning => warning with { Where = kept.Pin.Where }));
            }
        }
    }

    private InstallTarget Target(EnvironmentLayout layout) => InstallTarget.Of(interpreter, layout, context.Host) with
    {
        FinalLayout = _base.LayoutAt(workspace.Location),
        LinkMode = context.Declaration.LinkMode,
    };

    private EnvironmentChecks Checks() => new(context, plan, system, interpreter.Facts.Markers, interpreter.Executable);

    // The environment is right by then: what a program on Windows still runs from, a later build takes away.
    private static void DiscardUnlessInUse(params ReadOnlySpan<string> folders)
    {
        foreach (string folder in folders)
        {
            try
            {
                Discard(folder);
            }
            catch (FileInUseException)
            {
            }
        }
    }

    private static void Discard(params ReadOnlySpan<string> folders)
    {
        foreach (string folder in folders)
        {
            if (Directory.Exists(folder))
                FileChange.DeleteFolder(folder);
        }
    }

    private sealed record Filled(InstallResult Result, IReadOnlyList<InstalledDistribution> Remove);

    private sealed class StepProgress(RestoreContext context) : IProgress<InstallProgress>
    {
        public void Report(InstallProgress value)
        {
            context.Log.Detail($"{value.Stage} {value.Name} ({value.Done} of {value.Total})");
            context.Tally.Report(value);
        }
    }
}

using System.Collections.Immutable;
using PythonEnv.Environments;
using PythonEnv.Installing;
using PythonEnv.Interpreters;
using PythonEnv.Planning;

namespace PythonEnv.Restoring;

/// <summary>
/// Makes an environment match its plan. Whatever happens on the way, the receipt is removed before the first change and written after the
/// last check, and the previous good environment stays or comes back if the new one does not pass.
/// </summary>
/// <param name="workspace">The folder beside the environment, locked by the caller.</param>
/// <param name="system">What the environment may import of the base interpreter's packages.</param>
public sealed class EnvironmentMender(
    RestoreContext context, EnvironmentWorkspace workspace, Interpreter interpreter, InstallPlan plan, SystemPackageSet system, IInstaller installer)
{
    private readonly ReceiptInterpreter _base = ReceiptInterpreter.Of(interpreter);
    private readonly BaseInstallation _installation = BaseInstallation.Of(interpreter);

    /// <summary>Puts back what a killed run left between two renames, and removes what no run will use again.</summary>
    public static void Recover(EnvironmentWorkspace workspace)
    {
        if (!Directory.Exists(workspace.Location) && LocationGuard.IsOurs(workspace.Aside))
            Directory.Move(workspace.Aside, workspace.Location);
        Discard(workspace.Staging, workspace.Aside, workspace.Removed);
    }

    /// <summary>Applies what was assessed.</summary>
    /// <returns>The new receipt, or null after an error that was reported; the previous environment then stands as it stood.</returns>
    public Task<Receipt?> MendAsync(EnvironmentAssessment assessment, CancellationToken cancellation) =>
        assessment.Mend == MendKind.Rebuild ? RebuildAsync(cancellation) : ChangeAsync(assessment, cancellation);

    /// <summary>Brings the receipt of an environment that matches up to date with what is declared now.</summary>
    /// <returns>Null after reported errors: what is declared now may ask for more checks than it passed then.</returns>
    public async Task<Receipt?> RenewAsync(Receipt previous, CancellationToken cancellation)
    {
        EnvironmentLayout layout = _base.LayoutAt(workspace.Location);
        if (previous.Declaration != context.Declaration.Digest && !await Checks().PassAsync(layout, cancellation).ConfigureAwait(false))
            return null;
        Receipt receipt = new ReceiptBuilder(context, _base, plan).Build(layout, [], previous);
        ReceiptFile.Write(receipt, layout.Root);
        return receipt;
    }

    private async Task<Receipt?> RebuildAsync(CancellationToken cancellation)
    {
        EnvironmentLayout staging = _base.LayoutAt(workspace.Staging);
        try
        {
            EnvironmentCreator.Create(staging, _installation, context.Declaration.SystemSitePackages);
            Receipt? receipt = await FillAsync(staging, plan.Distributions, previous: null, cancellation).ConfigureAwait(false);
            if (receipt is not null)
                Swap();
            return receipt;
        }
        finally
        {
            Discard(workspace.Staging);
        }
    }

    // The receipt is inside already: from the second rename on, the new environment is good.
    private void Swap()
    {
        bool isReplaced = LocationGuard.Inspect(workspace.Location) == LocationState.Ours;
        if (isReplaced)
            Directory.Move(workspace.Location, workspace.Aside);
        else if (Directory.Exists(workspace.Location))
            Directory.Delete(workspace.Location);
        try
        {
            Directory.Move(workspace.Staging, workspace.Location);
        }
        catch (IOException) when (isReplaced)
        {
            Directory.Move(workspace.Aside, workspace.Location);
            throw;
        }
        Discard(workspace.Aside);
    }

    private async Task<Receipt?> ChangeAsync(EnvironmentAssessment assessment, CancellationToken cancellation)
    {
        EnvironmentLayout layout = _base.LayoutAt(workspace.Location);
        var removed = new RemovedFiles(workspace);
        Receipt? receipt = null;
        File.Delete(Receipt.PathIn(layout.Root));
        try
        {
            if (assessment.Mend == MendKind.Relink)
                EnvironmentCreator.Relink(layout, _installation, context.Declaration.SystemSitePackages);
            foreach (InstalledDistribution distribution in assessment.Remove)
                DistributionRemover.Remove(distribution, layout, removed.Take);
            foreach (string file in assessment.Delete)
                removed.Take(file);
            ImmutableArray<PlannedDistribution> install = [.. plan.Distributions.Where(planned => assessment.Install.Contains(planned.Name))];
            receipt = await FillAsync(layout, install, assessment.Receipt, cancellation).ConfigureAwait(false);
            return receipt;
        }
        finally
        {
            if (receipt is null)
                Undo(assessment, layout, removed);
            Discard(workspace.Removed);
        }
    }

    private async Task<Receipt?> FillAsync(
        EnvironmentLayout layout, ImmutableArray<PlannedDistribution> distributions, Receipt? previous, CancellationToken cancellation)
    {
        InstallResult installed = await installer.InstallAsync(
            new InstallRequest(distributions, Target(layout)) { Compile = context.Declaration.Compile }, new StepProgress(context.Log), cancellation).ConfigureAwait(false);
        context.Report(installed.Diagnostics);
        if (!installed.Succeeded || !await Checks().PassAsync(layout, cancellation).ConfigureAwait(false))
            return null;
        Receipt receipt = new ReceiptBuilder(context, _base, plan).Build(layout, installed.Installed, previous);
        ReceiptFile.Write(receipt, layout.Root);
        return receipt;
    }

    private InstallTarget Target(EnvironmentLayout layout) => new()
    {
        Layout = layout,
        FinalLayout = _base.LayoutAt(workspace.Location),
        PythonVersion = _base.ShortVersion,
        BaseExecutable = interpreter.Executable,
        Pip = InterpreterPip.Find(interpreter.Facts.SitePackages, interpreter.Facts.BundledPip),
        CacheTag = interpreter.Facts.CacheTag ?? "",
        Magic = interpreter.Facts.Magic,
        Host = context.Host,
    };

    // An environment that stood on another interpreter was no good before; it stays without a receipt and is built anew next time.
    private static void Undo(EnvironmentAssessment assessment, EnvironmentLayout layout, RemovedFiles removed)
    {
        foreach (InstalledDistribution half in InstalledDistribution.List(layout.SitePackages).Where(distribution => assessment.Install.Contains(distribution.Name)))
            DistributionRemover.Remove(half, layout, File.Delete);
        removed.PutBack();
        if (assessment.Mend == MendKind.Change && IsAsItWas(assessment.Receipt!, layout))
            ReceiptFile.Write(assessment.Receipt!, layout.Root);
    }

    // An installation that broke off may have left files before it had listed them anywhere.
    private static bool IsAsItWas(Receipt receipt, EnvironmentLayout layout)
    {
        Dictionary<string, string> records = receipt.Packages.ToDictionary(p => p.MetadataDirectory, p => p.RecordSha256, StringComparer.Ordinal);
        FileVerification verification = new FileVerifier(layout).Verify(
            InstalledDistribution.List(layout.SitePackages), records.GetValueOrDefault, CancellationToken.None);
        foreach (string file in verification.Unowned)
            File.Delete(file);
        return FastCheck.EnvironmentDifference(receipt, layout.Root) is null;
    }

    private EnvironmentChecks Checks() => new(context, plan, system, interpreter.Facts.Markers);

    private static void Discard(params ReadOnlySpan<string> folders)
    {
        foreach (string folder in folders)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class StepProgress(IBuildLog log) : IProgress<InstallProgress>
    {
        public void Report(InstallProgress value) => log.Detail($"{value.Stage} {value.Name} ({value.Done} of {value.Total})");
    }
}

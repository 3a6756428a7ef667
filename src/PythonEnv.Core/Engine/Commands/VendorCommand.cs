using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Planning;
using PythonEnv.Vendoring;

namespace PythonEnv.Engine.Commands;

/// <summary>
/// Fetches every file of the lock, for this machine and the declared RIDs, into the folder beside the project that later builds use by
/// themselves.
/// </summary>
internal sealed class VendorCommand(RestoreContext context)
{
    /// <remarks>
    /// Reports PYENV3001 to 3009, PYENV4001 for a folder that is somebody else's, PYENV2004 for a checkout, which is no file.
    /// </remarks>
    public void Run(CancellationToken cancellation)
    {
        using PreparedRun? run = PreparedRun.Make(context, context.ReadReceipt(), cancellation);
        if (run is null)
            return;
        var stage = new TargetStage(context, run.Interpreter);
        InstallPlan? own = run.Plan(cancellation);
        if (stage.Plan(stage.Declared, run.Requirements, run.Source, cancellation) is not { } others || own is null)
            return;
        DistributionFile[] files =
        [
            .. others.Select(target => target.Plan)
                .Prepend(own)
                .SelectMany(plan => plan.Pins)
                .Select(pin => pin.File)
                .DistinctBy(file => file.FileName),
        ];
        if (RefuseCheckouts(own) || Fetch(run.Source, files, cancellation) is not { } wheels)
            return;
        if (VendoredFolder.Open(context.Declaration.ProjectDirectory) is not { } folder)
        {
            context.Report(DiagnosticCatalog.LocationNotOurs.At(
                new SourceSpan(context.Declaration.ProjectFile),
                $"the folder `{VendoredFolder.FolderName}` beside the project was not made by `PythonEnvVendor`",
                "it was left untouched", "Move it away, or use it with `PythonEnvFindLinks`"));
            return;
        }
        (int added, int removed) = folder.Replace(context.Declaration.Name, wheels);
        context.Log.Output($"PythonEnv: {VendoredFolder.FolderName} has {wheels.Length} files for "
            + $"{string.Join(", ", others.Select(target => target.Target.Text).Prepend("this machine"))} (+{added} -{removed})");
    }

    // A commit is fetched by git; there is no file of it to keep.
    private bool RefuseCheckouts(InstallPlan plan)
    {
        bool any = false;
        foreach (PlannedPin pin in plan.Pins.Where(pin => pin.Pin.DirectUrl?.Url.Scheme.Contains('+', StringComparison.Ordinal) == true))
        {
            any = true;
            context.Report(DiagnosticCatalog.UrlNotPinned.At(
                pin.Pin.Where, $"`{pin.Name}` is a checkout and can't be vendored", "it is no file with a digest",
                "Pin a wheel or a source distribution of it"));
        }
        return any;
    }

    private LocalWheel[]? Fetch(DistributionSource source, DistributionFile[] files, CancellationToken cancellation)
    {
        try
        {
            return RestoreContext.Wait(Task.WhenAll(files.Select(file => source.Wheels.FetchAsync(file, cancellation))));
        }
        catch (PythonEnvException failure)
        {
            context.Report(failure.Diagnostic);
            return null;
        }
    }
}

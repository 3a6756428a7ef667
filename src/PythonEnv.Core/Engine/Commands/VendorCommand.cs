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
internal static class VendorCommand
{
    /// <remarks>
    /// Reports PYENV3001 to 3009, PYENV4001 for a folder that is somebody else's, PYENV2004 for a checkout, which is no file.
    /// </remarks>
    public static void Run(CommandRun run, CancellationToken cancellation)
    {
        if (run.Prepare(cancellation) is not { } prepared)
            return;
        using DistributionSource source = prepared.Source;
        var stage = new TargetStage(run.Context, prepared.Interpreter);
        InstallPlan? own = prepared.Plan(cancellation);
        if (stage.Plan(stage.Declared, prepared.Requirements, source, cancellation) is not { } others || own is null)
            return;
        DistributionFile[] files =
        [
            .. others.Select(target => target.Plan)
                .Prepend(own)
                .SelectMany(plan => plan.Pins)
                .Select(pin => pin.File)
                .DistinctBy(file => file.FileName),
        ];
        if (RefuseCheckouts(run.Context, own) || Fetch(run.Context, source, files, cancellation) is not { } wheels)
            return;
        if (VendoredFolder.Open(run.Context.Declaration.ProjectDirectory) is not { } folder)
        {
            run.Context.Report(DiagnosticCatalog.LocationNotOurs.At(
                new SourceSpan(run.Context.Declaration.ProjectFile),
                $"the folder `{VendoredFolder.FolderName}` beside the project was not made by `PythonEnvVendor`",
                "it was left untouched", "Move it away, or use it with `PythonEnvFindLinks`"));
            return;
        }
        (int added, int removed) = folder.Replace(run.Context.Declaration.Name, wheels);
        run.Context.Log.Output($"PythonEnv: {VendoredFolder.FolderName} has {wheels.Length} files for "
            + $"{string.Join(", ", others.Select(target => target.Target.Text).Prepend("this machine"))} (+{added} -{removed})");
    }

    // A commit is fetched by git; there is no file of it to keep.
    private static bool RefuseCheckouts(RestoreContext context, InstallPlan plan)
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

    private static LocalWheel[]? Fetch(
        RestoreContext context, DistributionSource source, DistributionFile[] files, CancellationToken cancellation)
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

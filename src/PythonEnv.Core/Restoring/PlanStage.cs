using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Planning;
using PythonEnv.Requirements;
using PythonEnv.Wheels;

namespace PythonEnv.Restoring;

/// <summary>Chooses one file for every pinned distribution and proves the closure, before anything is installed.</summary>
public sealed class PlanStage(RestoreContext context, Interpreter interpreter)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    /// <returns>Null after reported errors.</returns>
    public async Task<InstallPlan?> PlanAsync(RequirementSet requirements, DistributionSource source, CancellationToken cancellation)
    {
        var diagnostics = new DiagnosticBag();
        var target = new PlanTarget(SupportedTags.For(interpreter.Facts.Tags), interpreter.Facts.Markers);
        ImmutableArray<PinnedRequirement> pins = ReadPins(requirements, target, diagnostics);
        context.Report(diagnostics);
        if (diagnostics.HasErrors)
            return null;
        var request = new PlanRequest(pins, target)
        {
            Constraints = [.. requirements.Requirements.Constraints.Where(constraint => PinnedRequirements.Holds(constraint, target.Markers))],
            MayBuild = Declaration.AllowSourceBuilds.Allows,
        };
        PlanResult result = await source.Planner.PlanAsync(request, cancellation).ConfigureAwait(false);
        context.Report(result.Diagnostics);
        return result.Plan;
    }

    private static ImmutableArray<PinnedRequirement> ReadPins(RequirementSet requirements, PlanTarget target, DiagnosticBag diagnostics)
    {
        if (requirements.Lock is not { } lockFile)
            return PinnedRequirements.Of(requirements.Requirements.Requirements, requirements.Requirements.Constraints, target.Markers, diagnostics);
        PylockSelection selection = new PylockSelector(lockFile, requirements.LockPath!, target.Markers, target.Tags).Select();
        diagnostics.AddRange(selection.Errors);
        return PinnedRequirements.Of(selection, requirements.LockPath!);
    }
}

using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Locks;
using PythonEnv.Packaging.Tags;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Requirements;

namespace PythonEnv.Engine;

/// <summary>Chooses one file for every pinned distribution and proves the closure, before anything is installed.</summary>
internal sealed class PlanStage(RestoreContext context, Interpreter interpreter)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    private readonly PlanTarget _target = new(SupportedTags.For(interpreter.Facts.Tags), interpreter.Facts.Markers);

    /// <param name="system">What the environment may and must not rely on of the base interpreter's packages.</param>
    /// <returns>Null after reported errors.</returns>
    public async Task<InstallPlan?> PlanAsync(RequirementSet requirements, SystemPackageSet system, DistributionSource source, CancellationToken cancellation)
    {
        if (ReadPins(requirements) is not { } pins)
            return null;
        var request = new PlanRequest(pins, _target)
        {
            Constraints = ConstraintsOf(requirements),
            Provided = system.ProvidedAt(Declaration.SystemPackagesDeclaredAt),
            Undeclared = system.Undeclared,
            MayBuild = Declaration.AllowSourceBuilds.Allows,
        };
        PlanResult result = await source.Planner.PlanAsync(request, cancellation).ConfigureAwait(false);
        context.Report(result.Diagnostics);
        return result.Plan is { } plan ? plan with { System = system.Declared } : null;
    }

    /// <summary>The constraints that are meant for the interpreter.</summary>
    public ImmutableArray<DeclaredRequirement> ConstraintsOf(RequirementSet requirements) =>
        [.. requirements.Requirements.Constraints.Where(constraint => PinReader.Holds(constraint, _target.Markers))];

    /// <summary>The pins that are meant for the interpreter; asks no index.</summary>
    /// <returns>Null after reported errors.</returns>
    public ImmutableArray<Pin>? ReadPins(RequirementSet requirements)
    {
        var diagnostics = new DiagnosticBag();
        ImmutableArray<Pin> pins = ReadPins(requirements, _target, diagnostics);
        context.Report(diagnostics);
        return diagnostics.HasErrors ? null : pins;
    }

    private static ImmutableArray<Pin> ReadPins(RequirementSet requirements, PlanTarget target, DiagnosticBag diagnostics)
    {
        if (requirements.Lock is not { } lockFile)
            return PinReader.OfRequirements(requirements.Requirements.Requirements, requirements.Requirements.Constraints, target.Markers, diagnostics);
        PylockSelection selection = new PylockSelector(lockFile, requirements.LockPath!, target.Markers, target.Tags).Select();
        diagnostics.AddRange(selection.Errors);
        return PinReader.OfLock(selection, requirements.LockPath!);
    }
}

using System.Collections.Immutable;
using PythonEnv.Engine.Context;
using PythonEnv.Environments.Receipts;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Stages;

/// <summary>Everything that a plan is made of. Who gets it disposes of it.</summary>
internal sealed class PreparedRun : IDisposable
{
    private readonly PlanStage _stage;
    private readonly Receipt? _previous;

    private PreparedRun(PlanStage stage, Receipt? previous, WantedSet wanted, DistributionSource source)
    {
        _stage = stage;
        _previous = previous;
        Requirements = wanted.Requirements;
        Interpreter = wanted.Interpreter;
        Source = source;
    }

    public RequirementSet Requirements { get; }

    public Interpreter Interpreter { get; }

    /// <summary>Where distributions come from.</summary>
    public DistributionSource Source { get; }

    /// <summary>What of the base interpreter's packages may be relied on.</summary>
    public required SystemPackageSet System { get; init; }

    /// <summary>The pins that are meant for the interpreter, as they are written.</summary>
    public required ImmutableArray<Pin> Pins { get; init; }

    /// <param name="previous">Of the environment as it stands; null if there is none. Its interpreter is kept where it fits.</param>
    /// <returns>Null after reported errors.</returns>
    public static PreparedRun? Make(RestoreContext context, Receipt? previous, CancellationToken cancellation)
    {
        if (new WantedStage(context).Read(previous, cancellation) is not { } wanted)
            return null;
        SystemPackageSet system = new SystemPackageStage(context, wanted.Interpreter).Read();
        var stage = new PlanStage(context, wanted.Interpreter);
        if (stage.ReadPins(wanted.Requirements) is not { } pins)
            return null;
        var source = DistributionSource.Create(context, wanted.Interpreter, wanted.Requirements.Requirements.Options, pins);
        if (!context.HasErrors)
            return new PreparedRun(stage, previous, wanted, source) { System = system, Pins = pins };
        source.Dispose();
        return null;
    }

    /// <summary>Plans for this machine. A pin without hashes keeps the file that is installed.</summary>
    /// <inheritdoc cref="PlanStage.Plan"/>
    public InstallPlan? Plan(CancellationToken cancellation, Action<DistributionFile>? onFound = null) =>
        _stage.Plan(Source.Localize(Pins), Requirements, System, Source, _previous, onFound, cancellation);

    /// <inheritdoc cref="PlanStage.PlanOf"/>
    public InstallPlan? PlanOf(Receipt receipt) => _stage.PlanOf(receipt, Source.Localize(Pins), System);

    /// <inheritdoc cref="PlanStage.ReadClosure"/>
    public DependencyClosure ReadClosure(CancellationToken cancellation) =>
        _stage.ReadClosure(Pins, Requirements, System, Source, cancellation);

    public void Dispose() => Source.Dispose();
}

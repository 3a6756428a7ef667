using System.Collections.Immutable;
using PythonEnv.Engine.Context;
using PythonEnv.Environments.Receipts;
using PythonEnv.Interpreters;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Stages;

/// <summary>Everything that a plan is made of. Who gets it disposes of it.</summary>
internal sealed class PreparedRun : IDisposable
{
    private readonly RestoreContext _context;
    private readonly Receipt? _previous;

    private PreparedRun(RestoreContext context, Receipt? previous, WantedSet wanted, DistributionSource source)
    {
        _context = context;
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
        if (new PlanStage(context, wanted.Interpreter).ReadPins(wanted.Requirements) is not { } pins)
            return null;
        var source = DistributionSource.Create(context, wanted.Interpreter, wanted.Requirements.Requirements.Options, pins);
        if (!context.HasErrors)
            return new PreparedRun(context, previous, wanted, source) { System = system, Pins = pins };
        source.Dispose();
        return null;
    }

    /// <summary>Plans for this machine. A pin without hashes keeps the file that is installed.</summary>
    /// <returns>Null after reported errors (PYENV3001 to 3009, 5006).</returns>
    public InstallPlan? Plan(CancellationToken cancellation) =>
        new PlanStage(_context, Interpreter).Plan(Source.Localize(Pins), Requirements, System, Source, _previous, cancellation);

    public void Dispose() => Source.Dispose();
}

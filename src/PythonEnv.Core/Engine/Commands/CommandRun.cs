using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Host;
using PythonEnv.Installing;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Commands;

/// <summary>
/// The first stages of every command that works with a declared environment's requirements and leaves the environment alone.
/// </summary>
internal sealed class CommandRun
{
    private CommandRun(RestoreContext context) => Context = context;

    public RestoreContext Context { get; }

    /// <inheritdoc cref="RestoreContext.Open"/>
    public static CommandRun Create(DeclaredValues declared, IBuildLog log, HostFacts? host = null, bool isOffline = false) =>
        new(RestoreContext.Open(declared, log, host, isOffline));

    /// <returns>What a plan is made of; null after reported errors.</returns>
    public PreparedRun? Prepare(CancellationToken cancellation)
    {
        RequirementSet? requirements = new RequirementsStage(Context).Read(previous: null);
        var stage = new InterpreterStage(Context);
        InterpreterRequest? request = stage.ReadDeclaration();
        if (requirements is null || request is null || Context.HasErrors)
            return null;
        Interpreter? interpreter = stage.Locate(request, previous: null, cancellation);
        if (interpreter is null || Context.HasErrors || new PlanStage(Context, interpreter).ReadPins(requirements) is not { } pins)
            return null;
        DistributionSource source = DistributionSource.Create(Context, interpreter, requirements.Requirements.Options, pins);
        if (!Context.HasErrors)
            return new PreparedRun(Context, requirements, interpreter, source, pins);
        source.Dispose();
        return null;
    }

    /// <summary>Says what a full disk, or one that may not be written, has stopped.</summary>
    public void ReportDisk(Exception exception) => Context.Report(
        DiskProblem.Describe(exception, Context.Declaration.CacheDirectory, Context.Declaration.ProjectDirectory) with
        {
            Where = new SourceSpan(Context.Declaration.ProjectFile),
        });
}

/// <summary>Requirements, interpreter, and where distributions come from. Who gets it disposes of the source.</summary>
internal sealed record PreparedRun(
    RestoreContext Context, RequirementSet Requirements, Interpreter Interpreter, DistributionSource Source, ImmutableArray<Pin> Pins)
{
    /// <summary>The plan for this machine; null after reported errors.</summary>
    public InstallPlan? Plan(CancellationToken cancellation)
    {
        SystemPackageSet system = new SystemPackageStage(Context, Interpreter).Read();
        return new PlanStage(Context, Interpreter).Plan(Source.Localize(Pins), Requirements, system, Source, previous: null, cancellation);
    }
}

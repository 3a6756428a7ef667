using PythonEnv.Engine.Context;
using PythonEnv.Environments.Receipts;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;

namespace PythonEnv.Engine.Stages;

/// <summary>What is wanted: requirements, and the interpreter that they are for.</summary>
internal sealed record WantedSet(RequirementSet Requirements, Interpreter Interpreter);

/// <summary>The first stages of a run: the requirements are policed before an interpreter is started.</summary>
internal sealed class WantedStage(RestoreContext context)
{
    /// <param name="previous">Of the environment as it stands; null if there is none.</param>
    /// <returns>Null after reported errors.</returns>
    public WantedSet? Read(Receipt? previous, CancellationToken cancellation)
    {
        RequirementSet? requirements = new RequirementsStage(context).Read(previous);
        var stage = new InterpreterStage(context);
        InterpreterRequest? request = stage.ReadDeclaration();
        if (requirements is null || request is null || context.HasErrors
            || stage.Locate(request, previous, cancellation) is not { } interpreter)
            return null;
        requirements.Freshness.CheckTargets(interpreter);
        return context.HasErrors ? null : new WantedSet(requirements, interpreter);
    }
}

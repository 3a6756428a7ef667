using PythonEnv.Declarations;
using PythonEnv.Engine;
using PythonEnv.Engine.Context;

namespace PythonEnv.Tasks;

/// <summary>A task that has the engine do one thing with each of the project's environments; what it is, is one line.</summary>
public abstract class EngineTask : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected sealed override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        Run(EnvironmentEngine.Create(environment, log), cancellation);

    private protected abstract void Run(EnvironmentEngine engine, CancellationToken cancellation);
}

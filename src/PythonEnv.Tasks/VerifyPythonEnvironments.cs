using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Verifies every installed file of the project's environments as they stand. Writes nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class VerifyPythonEnvironments : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Verify(cancellation);
}

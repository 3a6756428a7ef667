using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Removes the project's environments; never a folder that this package did not make.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanPythonEnvironments : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Clean(cancellation);
}

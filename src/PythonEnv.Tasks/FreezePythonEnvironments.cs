using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Writes what is installed as a pinned, hashed lock.</summary>
[MSBuildMultiThreadableTask]
public sealed class FreezePythonEnvironments : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Freeze(cancellation);
}

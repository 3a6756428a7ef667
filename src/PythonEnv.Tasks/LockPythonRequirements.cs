using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Resolves what people wrote and writes the pinned, hashed lock.</summary>
[MSBuildMultiThreadableTask]
public sealed class LockPythonRequirements : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Lock(cancellation);
}

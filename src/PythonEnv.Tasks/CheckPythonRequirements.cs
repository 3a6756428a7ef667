using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Checks the requirements alone: syntax, pins, hashes, closure, resolvability. Writes nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckPythonRequirements : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Check(cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Shows what requires what. Writes nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class ShowPythonTree : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.ShowTree(cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine;
using PythonEnv.Engine.Locking;

namespace PythonEnv.Tasks;

/// <summary>Resolves what people wrote and writes the pinned, hashed lock.</summary>
[MSBuildMultiThreadableTask]
public sealed class LockPythonRequirements : EngineTask
{
    /// <inheritdoc/>
    private protected override IReadOnlyList<DeclaredValues> InOrder(IReadOnlyList<DeclaredValues> environments) =>
        LockOrder.Of(environments);

    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Lock(cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Says which pins have newer versions, and which of these the declaration allows. Writes nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class ListOutdatedPythonPins : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.ListOutdated(cancellation);
}

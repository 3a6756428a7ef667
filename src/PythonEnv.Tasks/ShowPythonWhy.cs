using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Shows who asks for a distribution. Writes nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class ShowPythonWhy : EngineTask
{
    /// <summary>The distribution.</summary>
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.ShowWhy(Name, cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Puts every file of the project's locks into <c>wheelhouse/</c> beside the project.</summary>
[MSBuildMultiThreadableTask]
public sealed class VendorPythonDistributions : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Vendor(cancellation);
}

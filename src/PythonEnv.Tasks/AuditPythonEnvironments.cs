using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Says what is known now of the vulnerabilities of what is pinned, whatever the cache says.</summary>
[MSBuildMultiThreadableTask]
public sealed class AuditPythonEnvironments : EngineTask
{
    /// <inheritdoc/>
    private protected override void Run(EnvironmentEngine engine, CancellationToken cancellation) => engine.Audit(cancellation);
}

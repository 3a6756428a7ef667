using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Verifies every installed file of the project's environments as they stand. Writes nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class VerifyPythonEnvironments : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        EnvironmentEngine.Create(environment, log).Verify(cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Removes the project's environments; never a folder that this package did not make.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanPythonEnvironments : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        EnvironmentEngine.Create(environment, log).Clean(cancellation);
}

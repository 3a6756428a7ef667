using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Restoring;

namespace PythonEnv.Tasks;

/// <summary>Removes the project's environments; never a folder that this package did not make.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanPythonEnvironments : EnvironmentsTask
{
    /// <inheritdoc/>
    protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        Engine.Create(environment, log).CleanAsync(cancellation).GetAwaiter().GetResult();
}

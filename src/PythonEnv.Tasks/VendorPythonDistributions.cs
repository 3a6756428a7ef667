using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Context;

namespace PythonEnv.Tasks;

/// <summary>Puts every file of the project's locks into <c>wheelhouse/</c> beside the project.</summary>
[MSBuildMultiThreadableTask]
public sealed class VendorPythonDistributions : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        VendorCommand.Run(CommandRun.Create(environment, log), cancellation);
}

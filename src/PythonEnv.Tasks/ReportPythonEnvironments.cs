using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Context;

namespace PythonEnv.Tasks;

/// <summary>Writes the report, the bill of materials and the machine-readable result of each environment.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReportPythonEnvironments : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected override bool IsAfterRestore => true;

    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        new ReportCommand(environment, Project[0].GetMetadata("ReportDirectory"), log).Run(cancellation);
}

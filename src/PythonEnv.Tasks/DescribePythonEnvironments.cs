using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Doctor;
using PythonEnv.Engine.Context;

namespace PythonEnv.Tasks;

/// <summary>Prints a page about each of the project's environments.</summary>
[MSBuildMultiThreadableTask]
public sealed class DescribePythonEnvironments : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation)
    {
        foreach (string line in DoctorCommand.Run(environment, host: null, cancellation).Lines)
            log.Output(line);
    }
}

using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Checks the requirements alone: syntax, pins, hashes, closure, resolvability. Writes nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckPythonRequirements : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        EnvironmentEngine.Create(environment, log).Check(cancellation);
}

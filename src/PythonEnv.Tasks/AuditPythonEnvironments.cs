using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Context;

namespace PythonEnv.Tasks;

/// <summary>Says what is known now of the vulnerabilities of what is pinned, whatever the cache says.</summary>
[MSBuildMultiThreadableTask]
public sealed class AuditPythonEnvironments : EnvironmentsTask
{
    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation) =>
        AuditCommand.Run(CommandRun.Create(environment, log), cancellation);
}

using Microsoft.Build.Framework;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>Makes what another project instance has restored known to <c>PythonExec</c> in this one.</summary>
[MSBuildMultiThreadableTask]
public sealed class RegisterPythonEnvironments : PythonEnvTask
{
    /// <summary>What <see cref="RestorePythonEnvironments.Results"/> held there.</summary>
    [Required]
    public ITaskItem[] Results { get; set; } = [];

    /// <inheritdoc/>
    private protected override void Run(IBuildLog log, CancellationToken cancellation)
    {
        EnvironmentRegistry.Register(BuildEngine4, ProjectFile, Results);
    }
}

using PythonEnv.Engine.Context;
using PythonEnv.Engine.Mending;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Host.Files;

namespace PythonEnv.Engine.Commands;

/// <summary>
/// Removes the environment and its workspace; a folder that this package did not make stays, and so does an environment that is off.
/// </summary>
internal sealed class CleanCommand(RestoreContext context)
{
    public void Run(CancellationToken cancellation)
    {
        if (context.HasErrors || context.IsLeftAlone() || !context.MayWrite(basePrefix: null))
            return;
        var workspace = new EnvironmentWorkspace(context.Declaration.Location);
        using EnvironmentLock? held = context.Lock(workspace, cancellation);
        if (held is null)
            return;
        EnvironmentMender.Recover(workspace);
        // Away by one rename: a folder of which a killed run had already deleted the marker would be nobody's, and refused from then on.
        bool stands = LocationGuard.IsOurs(workspace.Location);
        if (stands)
            FileChange.MoveFolder(workspace.Location, workspace.Removed);
        held.DisposeWithWorkspace();
        context.Log.Output($"PythonEnv: {(stands ? "removed" : "there is no")} {context.Declaration.ShortLocation}");
    }
}

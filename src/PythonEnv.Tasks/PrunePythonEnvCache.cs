using Microsoft.Build.Framework;
using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Engine.Context;
using PythonEnv.Host;

namespace PythonEnv.Tasks;

/// <summary>Removes from the user's cache what no build has used for a while.</summary>
[MSBuildMultiThreadableTask]
public sealed class PrunePythonEnvCache : PythonEnvTask
{
    private const int UnusedDays = 30;

    /// <inheritdoc/>
    private protected override void Run(DeclaredProject project, IBuildLog log, CancellationToken cancellation)
    {
        DeclaredValues declared = project.ByProperties;
        string root = declared.Text(DeclaredNames.CacheDirectory) is { } folder
            ? declared.Absolute(folder)
            : UserCache.DefaultRoot(HostFacts.Current());
        PruneResult result = CachePruner.Prune(root, TimeSpan.FromDays(UnusedDays));
        Log.LogMessage(MessageImportance.High, "Removed {0} archives ({1} bytes) from {2}", result.Archives, result.Bytes, root);
    }
}

using Microsoft.Build.Framework;
using PythonEnv.Cache;
using PythonEnv.Engine;
using PythonEnv.Host;

namespace PythonEnv.Tasks;

/// <summary>Removes from the user's cache what no build has used for a while.</summary>
[MSBuildMultiThreadableTask]
public sealed class PrunePythonEnvCache : PythonEnvTask
{
    private const int DefaultDays = 30;

    /// <summary>The declared cache; empty for the user's.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <summary>How long something has to have been unused, in days.</summary>
    public int UnusedDays { get; set; } = DefaultDays;

    /// <inheritdoc/>
    private protected override void Run(IBuildLog log, CancellationToken cancellation)
    {
        string root = CacheDirectory.Length > 0
            ? Path.GetFullPath(CacheDirectory, Path.GetDirectoryName(ProjectFile)!)
            : CacheLocation.Of(HostFacts.Current());
        PruneResult result = CachePruner.Prune(root, TimeSpan.FromDays(UnusedDays));
        Log.LogMessage(MessageImportance.High, "Removed {0} archives ({1} bytes) from {2}", result.Archives, result.Bytes, root);
    }
}

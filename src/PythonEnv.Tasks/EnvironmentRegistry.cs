using Microsoft.Build.Framework;

namespace PythonEnv.Tasks;

/// <summary>
/// Where the environments of a project stand, as its restore told this node: <c>PythonExec</c> is written without naming the project,
/// and a task knows no more of it than the folder it runs in.
/// </summary>
internal static class EnvironmentRegistry
{
    public static void Register(IBuildEngine4 engine, string projectFile, IEnumerable<ITaskItem> results)
    {
        var environments = new List<ITaskItem>();
        foreach (ITaskItem item in results)
        {
            if (item.GetMetadata("Root").Length > 0)
                environments.Add(item);
        }
        object key = Key(Path.GetDirectoryName(projectFile)!);
        engine.UnregisterTaskObject(key, RegisteredTaskObjectLifetime.Build);
        engine.RegisterTaskObject(key, environments, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
    }

    /// <summary>The environment's folder, or null if this build has not restored it in this node.</summary>
    /// <param name="name">Empty for the primary one.</param>
    public static string? Find(IBuildEngine4 engine, string projectDirectory, string name)
    {
        if (engine.GetRegisteredTaskObject(Key(projectDirectory), RegisteredTaskObjectLifetime.Build) is not List<ITaskItem> environments)
            return null;
        return environments.Find(item => name.Length == 0 ? item.GetMetadata("IsPrimary") == "true" : item.ItemSpec == name)?.GetMetadata("Root");
    }

    private static string Key(string projectDirectory) => "PythonEnv.Tasks/environments/" + projectDirectory;
}

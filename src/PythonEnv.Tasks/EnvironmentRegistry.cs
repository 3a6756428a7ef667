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
        var locations = new Dictionary<string, EnvironmentEntry>(StringComparer.Ordinal);
        foreach (ITaskItem item in results)
        {
            if (item.GetMetadata("Kind") == "Environment")
                locations[item.ItemSpec] = new(item.GetMetadata("Root"), item.GetMetadata("IsPrimary") == "true");
        }
        object key = Key(Path.GetDirectoryName(projectFile)!);
        engine.UnregisterTaskObject(key, RegisteredTaskObjectLifetime.Build);
        engine.RegisterTaskObject(key, locations, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
    }

    /// <summary>The environment's folder, or null if this build has not restored it in this node.</summary>
    /// <param name="name">Empty for the primary one.</param>
    public static string? Find(IBuildEngine4 engine, string projectDirectory, string name)
    {
        if (engine.GetRegisteredTaskObject(Key(projectDirectory), RegisteredTaskObjectLifetime.Build) is not Dictionary<string, EnvironmentEntry> locations)
            return null;
        foreach ((string environment, EnvironmentEntry entry) in locations)
        {
            if (name.Length == 0 ? entry.IsPrimary : environment == name)
                return entry.Root;
        }
        return null;
    }

    private static string Key(string projectDirectory) => "PythonEnv.Tasks/environments/" + projectDirectory;

    private sealed record EnvironmentEntry(string Root, bool IsPrimary);
}

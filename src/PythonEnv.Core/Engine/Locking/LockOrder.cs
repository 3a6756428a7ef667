using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Host;
using PythonEnv.Host.Platform;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Locking;

/// <summary>
/// The order in which the locks of a project are made. One that is layered on another (<c>-r base.txt</c>, <c>-c base.txt</c>) comes after
/// it, or it would be old as soon as it is made.
/// </summary>
internal static class LockOrder
{
    /// <returns>The environments as they are declared, save those that wait for another one's lock.</returns>
    /// <param name="host">Null: this machine.</param>
    public static IReadOnlyList<DeclaredValues> Of(IReadOnlyList<DeclaredValues> environments, HostFacts? host = null)
    {
        if (environments.Count < 2)
            return environments;
        Layer[] layers = [.. environments.Select(environment => LayerOf(environment, host))];
        var ordered = new List<Layer>();
        var met = new HashSet<Layer>();
        foreach (Layer layer in layers)
            Place(layer);
        return [.. ordered.Select(layer => layer.Environment)];

        // Locks that are made from each other stay in their order.
        void Place(Layer layer)
        {
            if (!met.Add(layer))
                return;
            foreach (Layer below in layers.Where(below => below.Lock is { } path && layer.Inputs.Contains(path)))
                Place(below);
            ordered.Add(layer);
        }
    }

    // What is wrong with one is told when its turn has come.
    private static Layer LayerOf(DeclaredValues environment, HostFacts? host)
    {
        var inputs = new SeenFiles();
        string? path = null;
        try
        {
            RestoreContext context = RestoreContext.Open(environment, new CollectingLog(), host);
            if (LockPlace.Find(context, LockQuestion.ReadOptions(context)) is { } place)
            {
                path = place.Path;
                LockQuestion.ReadInputs(context, place.From, inputs);
            }
        }
        catch (Exception e) when (e is PythonEnvException or IOException or UnauthorizedAccessException)
        {
        }
        return new Layer(environment, path, inputs.Paths);
    }

    private sealed class Layer(DeclaredValues environment, string? path, HashSet<string> inputs)
    {
        public DeclaredValues Environment => environment;

        public string? Lock => path;

        public HashSet<string> Inputs => inputs;
    }

    // A lock that is to be made first may not be there yet.
    private sealed class SeenFiles : IRequirementsSource
    {
        public HashSet<string> Paths { get; } = new(HostPaths.Native.Comparer);

        public bool ReadsUrls => false;

        public byte[]? Read(string location)
        {
            Paths.Add(location);
            return LocalRequirementsSource.Instance.Read(location);
        }

        public bool FileExists(string path) => LocalRequirementsSource.Instance.FileExists(path);

        public bool FolderExists(string path) => LocalRequirementsSource.Instance.FolderExists(path);
    }
}

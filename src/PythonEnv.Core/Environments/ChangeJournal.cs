using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;

namespace PythonEnv.Environments;

/// <summary>
/// The changes made to an environment in place, so that they can be undone if it does not pass: what goes is moved out, not deleted, and
/// what comes is moved in. Both are renames on the environment's own volume, which a full disk does not stop. Nothing is moved through a
/// link.
/// </summary>
internal sealed class ChangeJournal(EnvironmentWorkspace workspace)
{
    private readonly Stack<Action> _undo = new();
    private readonly Dictionary<string, string> _kept = new(HostPaths.Native.Comparer);
    private readonly OwnFolders _own = new(workspace.Location);
    private int _count;

    /// <summary>The environment's paths that were moved out and not replaced since.</summary>
    public HashSet<string> Taken { get; } = new(HostPaths.Native.Comparer);

    /// <summary>Moves a file, a link, or whatever stands in a file's place out of the environment.</summary>
    /// <exception cref="IOException">It is not there, or not the environment's own.</exception>
    public void Take(string path)
    {
        Demand(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(workspace.Removed);
        string kept = Path.Combine(workspace.Removed, $"{_count++}");
        Move(path, kept);
        _kept[path] = kept;
        Taken.Add(path);
        _undo.Push(() => Move(kept, path));
    }

    /// <summary>Moves a file or link into the environment, in the place of whatever is there.</summary>
    /// <exception cref="IOException">The place is not the environment's own.</exception>
    public void Place(string from, string path)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        if (Path.Exists(path))
            Take(path);
        Move(from, path);
        Taken.Remove(path);
        _undo.Push(() => FileChange.Delete(path));
    }

    /// <summary>Puts one file back that was moved out and has to stay.</summary>
    public void PutBack(string path) => Place(_kept[path], path);

    /// <summary>Puts everything back where it was.</summary>
    public void Undo()
    {
        while (_undo.TryPop(out Action? undo))
            undo();
        Taken.Clear();
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Demand(folder);
            return;
        }
        MakeFolder(Path.GetDirectoryName(folder)!);
        if (Path.Exists(folder))
            Take(folder);
        Directory.CreateDirectory(folder);
        _undo.Push(() => Directory.Delete(folder));
    }

    private void Demand(string folder)
    {
        if (!_own.Contains(folder))
            throw new IOException($"`{folder}` is not a folder of `{workspace.Location}`");
    }

    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        // Of a link to a folder the link itself is moved.
        if (Directory.Exists(from))
            FileChange.MoveFolder(from, to);
        else
            FileChange.Move(from, to, overwrite: true);
    }
}

using PythonEnv.Host.Files;

namespace PythonEnv.Environments;

/// <summary>
/// The changes made to an environment in place, so that they can be undone if it does not pass: what goes is moved out, not deleted, and what
/// comes is moved in. Both are renames on the environment's own volume, which a full disk does not stop.
/// </summary>
internal sealed class ChangeJournal(EnvironmentWorkspace workspace)
{
    private readonly Stack<Action> _undo = new();

    /// <summary>The environment's paths that were moved out and not replaced since.</summary>
    public HashSet<string> Taken { get; } = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>Moves a file or link out of the environment.</summary>
    public void Take(string path)
    {
        string kept = KeptPathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        FileChange.Move(path, kept, overwrite: true);
        Taken.Add(path);
        _undo.Push(() => Move(kept, path));
    }

    /// <summary>Moves a file or link into the environment, in the place of whatever is there.</summary>
    public void Place(string from, string path)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        if (Path.Exists(path))
            Take(path);
        FileChange.Move(from, path);
        Taken.Remove(path);
        _undo.Push(() => FileChange.Delete(path));
    }

    /// <summary>Puts one file back that was moved out and has to stay.</summary>
    public void PutBack(string path) => Place(KeptPathOf(path), path);

    /// <summary>Puts everything back where it was.</summary>
    public void Undo()
    {
        while (_undo.TryPop(out Action? undo))
            undo();
        Taken.Clear();
    }

    private string KeptPathOf(string path) => Path.Combine(workspace.Removed, Path.GetRelativePath(workspace.Location, path));

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        MakeFolder(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder);
        _undo.Push(() => Directory.Delete(folder));
    }

    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        FileChange.Move(from, to, overwrite: true);
    }
}

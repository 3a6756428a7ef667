namespace PythonEnv.Environments;

/// <summary>
/// Files taken out of an environment while it is changed: moved, not deleted, so that they can be put back if the change does not pass.
/// </summary>
public sealed class RemovedFiles(EnvironmentWorkspace workspace)
{
    private readonly List<(string From, string To)> _moves = [];

    /// <summary>Moves a file or link out of the environment.</summary>
    public void Take(string path)
    {
        string to = Path.Combine(workspace.Removed, Path.GetRelativePath(workspace.Location, path));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Move(path, to, overwrite: true);
        _moves.Add((path, to));
    }

    /// <summary>Puts everything back where it was.</summary>
    public void PutBack()
    {
        for (int i = _moves.Count - 1; i >= 0; i--)
        {
            (string from, string to) = _moves[i];
            Directory.CreateDirectory(Path.GetDirectoryName(from)!);
            File.Move(to, from, overwrite: true);
        }
        _moves.Clear();
    }
}

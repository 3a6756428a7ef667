using PythonEnv.Host.Files;

namespace PythonEnv.Environments;

/// <summary>
/// The hidden folder beside an environment in which it is built, kept aside and locked: <c>.venv</c> has <c>.venv.pythonenv</c>, and
/// <c>env</c> has <c>.pythonenv.env</c>. It is on the environment's own volume, so that moving in and out is one rename; its name starts
/// with a dot, so that the SDK's default globs pass it over; and it ignores itself in git.
/// </summary>
internal sealed class EnvironmentWorkspace
{
    private const string IgnoreEverything = "*\n";
    private readonly string _ignoreFile;

    public EnvironmentWorkspace(string location)
    {
        // A link stays where it is: what it leads to is replaced, on its own volume, and whoever comes by another path finds the same lock.
        Location = new DirectoryInfo(location) is { Exists: true } folder
            ? folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? location
            : location;
        string name = Path.GetFileName(Location);
        Root = Path.Combine(Path.GetDirectoryName(Location) ?? Location, name.StartsWith('.') ? $"{name}.pythonenv" : $".pythonenv.{name}");
        LockFile = Path.Combine(Root, "lock");
        HolderFile = Path.Combine(Root, "holder");
        Staging = Path.Combine(Root, "staging");
        Aside = Path.Combine(Root, "aside");
        Removed = Path.Combine(Root, "removed");
        _ignoreFile = Path.Combine(Root, ".gitignore");
    }

    /// <summary>The environment's folder, behind whatever link it was declared by.</summary>
    public string Location { get; }

    public string Root { get; }

    /// <summary>Held exclusively by the process that works on the environment.</summary>
    public string LockFile { get; }

    /// <summary>Who holds the lock, for people; the lock itself cannot be read while it is held on Windows.</summary>
    public string HolderFile { get; }

    /// <summary>An environment in the making.</summary>
    public string Staging { get; }

    /// <summary>The previous environment until the new one has passed.</summary>
    public string Aside { get; }

    /// <summary>Files taken out of the environment until the change has passed.</summary>
    public string Removed { get; }

    /// <summary>Whether a build is at work, or one was killed before it had cleared up.</summary>
    public bool IsInUse => Directory.Exists(Staging) || Directory.Exists(Aside) || Directory.Exists(Removed);

    /// <summary>
    /// The first of its paths that is a link, which somebody has put there: to write or delete through it would reach other files. Null if
    /// none is.
    /// </summary>
    public string? PlantedLink() => Array.Find(
        [Root, LockFile, HolderFile, Staging, Aside, Removed, _ignoreFile], static path => new FileInfo(path).LinkTarget is not null);

    /// <summary>
    /// Puts what is staged into its place. What stood there is aside from then on; if the second rename fails, the first is taken back.
    /// </summary>
    /// <param name="isOurs">Whether what stands there may be replaced; else there is nothing, or an empty folder.</param>
    /// <exception cref="IOException">Something was put there meanwhile, or a folder can't be renamed.</exception>
    public void Swap(bool isOurs)
    {
        if (Directory.Exists(Aside))
            FileChange.DeleteFolder(Aside);
        if (isOurs)
            FileChange.MoveFolder(Location, Aside);
        else if (Directory.Exists(Location))
            Directory.Delete(Location);
        try
        {
            FileChange.MoveFolder(Staging, Location);
        }
        catch when (isOurs)
        {
            FileChange.MoveFolder(Aside, Location);
            throw;
        }
    }

    /// <summary>Makes the folder.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be made.</exception>
    public void Create()
    {
        if (PlantedLink() is { } link)
            throw new IOException($"`{link}` is a link, and nothing is written through it");
        Directory.CreateDirectory(Root);
        if (!File.Exists(_ignoreFile))
            File.WriteAllText(_ignoreFile, IgnoreEverything);
    }
}

using PythonEnv.Host.Platform;

namespace PythonEnv.Environments;

/// <summary>
/// The folders of an environment, each reached from its root through no link: behind a link are somebody else's files, such as the checkout
/// that a developer has put in the place of a package.
/// </summary>
/// <param name="root">The environment's folder, absolute.</param>
internal sealed class OwnFolders(string root)
{
    private static readonly HostPaths Paths = HostPaths.Native;

    private readonly HashSet<string> _known = new(Paths.Comparer);

    /// <summary>Whether the folder is the environment's own; false for one outside it.</summary>
    /// <exception cref="IOException">It lies in the environment, and a link leads there.</exception>
    public bool Contains(string folder)
    {
        if (folder.Length <= root.Length)
            return Paths.Comparer.Equals(folder, root);
        if (!Paths.IsWithin(folder, root))
            return false;
        if (_known.Contains(folder))
            return true;
        Contains(Path.GetDirectoryName(folder)!);
        if (new DirectoryInfo(folder).LinkTarget is not null)
            throw new IOException($"`{folder}` is a link, and what it leads to is not the environment's");
        return _known.Add(folder);
    }
}

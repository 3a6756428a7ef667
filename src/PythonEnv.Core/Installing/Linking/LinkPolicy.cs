using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Environments;

namespace PythonEnv.Installing.Linking;

/// <summary>How files get into one environment; shared by everything that is installed there at once.</summary>
/// <param name="modes">The permissions files must have. A link has those of its file, so other archives are copied.</param>
/// <param name="mode">What is declared; what the file system does not offer is copied.</param>
/// <param name="clone">Null: that of this machine.</param>
internal sealed class LinkPolicy(FileModes modes, LinkMode mode = LinkMode.Auto, FileClone? clone = null)
{
    private volatile bool _clones = mode is LinkMode.Auto or LinkMode.Clone;
    private volatile bool _links = mode is LinkMode.Auto or LinkMode.Hardlink;

    /// <summary>Asks the environment's own file system what permissions files get there.</summary>
    public static LinkPolicy For(EnvironmentLayout layout, LinkMode mode)
    {
        Directory.CreateDirectory(layout.SitePackages);
        DirectoryInfo probe = Directory.CreateDirectory(Path.Combine(layout.Root, $".pythonenv-{Guid.NewGuid():N}"));
        FileModes modes = FileModes.FromFreshFolder(probe.FullName);
        probe.Delete();
        return new LinkPolicy(modes, mode);
    }

    public FileModes Modes { get; } = modes;

    public FileClone Clone { get; } = clone ?? FileClone.Native;

    public bool Clones => _clones;

    public bool Links => _links;

    /// <summary>The first refusal tells of the whole volume.</summary>
    public void GiveUpCloning() => _clones = false;

    /// <summary>The first refusal tells of the whole volume.</summary>
    public void GiveUpLinking() => _links = false;
}

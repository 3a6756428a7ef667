using PythonEnv.Cache;

namespace PythonEnv.Installing.Linking;

/// <summary>How files get into one environment; shared by everything that is installed there at once.</summary>
/// <param name="modes">The permissions files must have. A link has those of its file, so other archives are copied.</param>
/// <param name="links">Try hard links at all.</param>
internal sealed class LinkPolicy(FileModes modes, bool links = true)
{
    private volatile bool _links = links;

    /// <summary>Asks the environment's own file system what permissions files get there.</summary>
    public static LinkPolicy For(InstallTarget target)
    {
        Directory.CreateDirectory(target.Layout.SitePackages);
        DirectoryInfo probe = Directory.CreateDirectory(Path.Combine(target.Layout.Root, $".pythonenv-{Guid.NewGuid():N}"));
        FileModes modes = FileModes.FromFreshFolder(probe.FullName);
        probe.Delete();
        return new LinkPolicy(modes);
    }

    public FileModes Modes { get; } = modes;

    public bool Links => _links;

    /// <summary>The first refusal tells of the whole volume.</summary>
    public void GiveUpLinking() => _links = false;
}

using PythonEnv.Versions;

namespace PythonEnv.Environments;

/// <summary>A distribution as a site-packages folder names it: one <c>name-version.dist-info</c> (PEP 376).</summary>
/// <param name="Name">Normalised.</param>
/// <param name="Version">As written in the folder's name.</param>
/// <param name="MetadataDirectory">The absolute path of the <c>.dist-info</c> (or foreign <c>.egg-info</c>).</param>
public sealed record InstalledDistribution(PackageName Name, string Version, string MetadataDirectory)
{
    private const string DistInfo = ".dist-info";
    private const string EggInfo = ".egg-info";

    /// <summary>Whether pip could have put it there; an egg has no RECORD to remove it by.</summary>
    public bool HasRecord => MetadataDirectory.EndsWith(DistInfo, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the folder says is installed, by name; reads names only, no file.</summary>
    public static List<InstalledDistribution> List(string sitePackages)
    {
        var found = new List<InstalledDistribution>();
        if (!Directory.Exists(sitePackages))
            return found;
        foreach (string path in Directory.EnumerateFileSystemEntries(sitePackages))
        {
            if (Parse(path) is { } distribution)
                found.Add(distribution);
        }
        found.Sort(static (a, b) => string.CompareOrdinal(a.MetadataDirectory, b.MetadataDirectory));
        return found;
    }

    private static InstalledDistribution? Parse(string path)
    {
        string file = Path.GetFileName(path);
        int end = file.EndsWith(DistInfo, StringComparison.OrdinalIgnoreCase) ? file.Length - DistInfo.Length
            : file.EndsWith(EggInfo, StringComparison.OrdinalIgnoreCase) ? file.Length - EggInfo.Length
            : -1;
        if (end <= 0)
            return null;
        string stem = file[..end];
        int dash = stem.IndexOf('-', StringComparison.Ordinal);
        return dash < 0
            ? new(PackageName.Normalize(stem), "", path)
            : new(PackageName.Normalize(stem[..dash]), stem[(dash + 1)..], path);
    }
}

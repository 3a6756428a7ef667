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

    /// <summary>The absolute paths of what says that something is installed there, in no order; reads the folder alone.</summary>
    public static IEnumerable<string> MetadataDirectories(string sitePackages)
    {
        if (!Directory.Exists(sitePackages))
            yield break;
        foreach (string path in Directory.EnumerateFileSystemEntries(sitePackages))
        {
            if (StemLength(Path.GetFileName(path.AsSpan())) > 0)
                yield return path;
        }
    }

    /// <summary>What the folder says is installed, by name; reads names only, no file.</summary>
    public static List<InstalledDistribution> List(string sitePackages)
    {
        List<InstalledDistribution> found = [.. MetadataDirectories(sitePackages).Select(Parse)];
        found.Sort(static (a, b) => string.CompareOrdinal(a.MetadataDirectory, b.MetadataDirectory));
        return found;
    }

    private static int StemLength(ReadOnlySpan<char> file) => file.EndsWith(DistInfo, StringComparison.OrdinalIgnoreCase) ? file.Length - DistInfo.Length
        : file.EndsWith(EggInfo, StringComparison.OrdinalIgnoreCase) ? file.Length - EggInfo.Length
        : 0;

    private static InstalledDistribution Parse(string path)
    {
        string file = Path.GetFileName(path);
        string stem = file[..StemLength(file)];
        int dash = stem.IndexOf('-', StringComparison.Ordinal);
        return dash < 0
            ? new(PackageName.Normalize(stem), "", path)
            : new(PackageName.Normalize(stem[..dash]), stem[(dash + 1)..], path);
    }
}

using System.Collections.Immutable;
using System.Text;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Environments;

/// <summary>A distribution that belongs to the base interpreter and that an environment with system site-packages can import.</summary>
/// <param name="Version">As its metadata gives it.</param>
/// <param name="MetadataFile">The absolute path of <c>METADATA</c>, <c>PKG-INFO</c>, or an <c>.egg-info</c> that is a file.</param>
/// <param name="Metadata">With what <c>requires.txt</c> says, where there is one instead of <c>Requires-Dist</c>.</param>
internal sealed record SystemDistribution(PackageName Name, PythonVersion Version, string MetadataFile, CoreMetadata Metadata)
{
    /// <summary>What the folders hold, by name; of a name that is there twice, the one that Python would find first.</summary>
    /// <param name="sitePackages">In the order of <c>sys.path</c>.</param>
    public static ImmutableSortedDictionary<PackageName, SystemDistribution> List(IEnumerable<string> sitePackages)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<PackageName, SystemDistribution>();
        foreach (string folder in sitePackages)
        {
            // Beside a `.dist-info`, Debian leaves an `.egg-info` without a version that says nothing more.
            foreach (InstalledDistribution distribution in InstalledDistribution.List(folder).OrderByDescending(each => each.HasRecord))
            {
                if (!found.ContainsKey(distribution.Name) && Read(distribution) is { } system)
                    found[distribution.Name] = system;
            }
        }
        return found.ToImmutable();
    }

    private static SystemDistribution? Read(InstalledDistribution distribution)
    {
        string place = distribution.MetadataDirectory;
        string file = distribution.HasRecord
            ? Path.Combine(place, "METADATA")
            : File.Exists(place)
            ? place
            : Path.Combine(place, "PKG-INFO");
        if (RegularFile.ReadIfThere(file) is not { } bytes)
            return null;
        CoreMetadata metadata = CoreMetadata.ParseHeaders(bytes);
        string requires = Path.Combine(place, "requires.txt");
        if (!distribution.HasRecord && metadata.RequiresDist.IsEmpty && RegularFile.ReadTextIfThere(requires) is { } text)
            metadata = CoreMetadata.ParseHeaders(
                [.. Encoding.UTF8.GetBytes(EggRequirements.ToHeaders(text)), .. bytes]);
        return PythonVersion.TryParse(metadata.Version, out PythonVersion? version)
            ? new(distribution.Name, version, file, metadata)
            : null;
    }
}

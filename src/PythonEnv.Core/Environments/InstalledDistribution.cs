using System.IO.Enumeration;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Environments;

/// <summary>A distribution as a site-packages folder names it: one <c>name-version.dist-info</c> (PEP 376).</summary>
/// <param name="Name">Normalised.</param>
/// <param name="Version">As written in the folder's name.</param>
/// <param name="MetadataDirectory">The absolute path of the <c>.dist-info</c> (or foreign <c>.egg-info</c>).</param>
internal sealed record InstalledDistribution(PackageName Name, string Version, string MetadataDirectory)
{
    private const string DistInfo = ".dist-info";
    private const string EggInfo = ".egg-info";
    private const string Metadata = "METADATA";

    /// <summary>Whether pip could have put it there; an egg has no RECORD to remove it by.</summary>
    public bool HasRecord => MetadataDirectory.EndsWith(DistInfo, StringComparison.OrdinalIgnoreCase);

    /// <summary>The last part of <see cref="MetadataDirectory"/>, by which receipts and RECORDs know it.</summary>
    public string MetadataName => Path.GetFileName(MetadataDirectory);

    /// <summary>Absolute path of its METADATA, whether it is there or not.</summary>
    public string MetadataFile => Path.Combine(MetadataDirectory, Metadata);

    /// <summary>The absolute paths of what says that something is installed there, in no order; reads the folder alone.</summary>
    public static IEnumerable<string> MetadataDirectories(string sitePackages)
    {
        if (!Directory.Exists(sitePackages))
            return [];
        return new FileSystemEnumerable<string>(sitePackages, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath())
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => IsMetadata(entry.FileName),
        };
    }

    /// <summary>What the folder says is installed, by name; reads names only, no file.</summary>
    public static List<InstalledDistribution> List(string sitePackages)
    {
        List<InstalledDistribution> found = [.. MetadataDirectories(sitePackages).Select(Parse)];
        if (found.Exists(static each => !each.HasRecord))
            found.RemoveAll(each => !each.HasRecord && found.Exists(owner => owner.HasRecord && owner.Records(each)));
        found.Sort(static (a, b) => string.CompareOrdinal(a.MetadataDirectory, b.MetadataDirectory));
        return found;
    }

    /// <summary>The RECORD of a metadata folder; null if there is none, or none in which a search may find anything.</summary>
    public static RecordFile? ReadRecord(string metadataDirectory, RecordSearch? search = null) => RegularFile.ReadIfThere(
        Path.Combine(metadataDirectory, "RECORD"), record => search?.MayList(record) != false ? RecordFile.Parse(record) : null);

    /// <summary>The headers in the METADATA of a metadata folder; null if there is no such file.</summary>
    public static CoreMetadata? ReadMetadata(string metadataDirectory) => RegularFile.ReadIfThere(
        Path.Combine(metadataDirectory, Metadata), static metadata => CoreMetadata.ParseHeaders(metadata));

    /// <summary>What that METADATA says of dependencies alone; null if there is no such file.</summary>
    public static CoreMetadata? ReadRequirements(string metadataDirectory) => RegularFile.ReadIfThere(
        Path.Combine(metadataDirectory, Metadata), static metadata => CoreMetadata.ParseRequirements(metadata));

    /// <summary>Whether a file or folder of this name in site-packages holds metadata, be it of half a distribution.</summary>
    public static bool HasMetadataName(ReadOnlySpan<char> file) =>
        file.EndsWith(DistInfo, StringComparison.OrdinalIgnoreCase) || file.EndsWith(EggInfo, StringComparison.OrdinalIgnoreCase);

    // A wheel may have packed the `.egg-info` of its build: that is a file of its distribution, and no distribution.
    private bool Records(InstalledDistribution egg)
    {
        string record = Path.Combine(MetadataDirectory, "RECORD");
        string name = egg.MetadataName;
        return RegularFile.ReadTextIfThere(record)?.Split('\n').Any(line =>
            line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is '/' or ',') == true;
    }

    // pip renames what it is about to remove to `~ame-…`: half of a distribution is none.
    private static bool IsMetadata(ReadOnlySpan<char> file) => HasMetadataName(file) && file[0] is not ('~' or '-' or '.');

    // `NAME-VERSION.dist-info`; `NAME[-VERSION[-PYTHON[-PLATFORM]]].egg-info`, a folder or a file.
    private static InstalledDistribution Parse(string path)
    {
        ReadOnlySpan<char> file = Path.GetFileName(path.AsSpan());
        bool isEgg = file.EndsWith(EggInfo, StringComparison.OrdinalIgnoreCase);
        ReadOnlySpan<char> stem = file[..^(isEgg ? EggInfo.Length : DistInfo.Length)];
        int dash = stem.IndexOf('-');
        ReadOnlySpan<char> name = dash < 0 ? stem : stem[..dash];
        ReadOnlySpan<char> version = dash < 0 ? default : stem[(dash + 1)..];
        int end = isEgg ? version.IndexOf('-') : -1;
        return new(PackageName.Normalize(name.ToString()), (end < 0 ? version : version[..end]).ToString(), path);
    }
}

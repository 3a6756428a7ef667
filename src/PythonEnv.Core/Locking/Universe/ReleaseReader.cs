using System.Collections.Immutable;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking.Universe;

/// <summary>The files of one project by their versions. What no installer would take for a distribution of it is left out.</summary>
internal static class ReleaseReader
{
    /// <returns>Each version once, newest first, its files in the order of the index; those of the files beside them.</returns>
    public static IEnumerable<(Release Release, ImmutableArray<IndexFile> Files)> Read(PackageName name, IEnumerable<IndexFile> files) =>
        files
        .Select(file => (Offered: file, Read: ReadFile(name, file)))
        .Where(pair => pair.Read is not null)
        .GroupBy(pair => pair.Read!.Value.Version)
        .OrderByDescending(group => group.Key)
        .Select(group => (
            new Release(group.Key, group.First().Read!.Value.Version.ToString(), [.. group.Select(pair => pair.Read!.Value.File)]),
            group.Select(pair => pair.Offered).ToImmutableArray()));

    private static (PythonVersion Version, ReleaseFile File)? ReadFile(PackageName name, IndexFile offered)
    {
        (string stem, string extension) = ArchiveFileName.Split(offered.FileName);
        PythonVersion? version;
        ImmutableArray<WheelTag> tags = [];
        if (extension == ArchiveFileName.WheelExtension)
        {
            if (!WheelFileName.TryParse(offered.FileName, out WheelFileName? wheel, out _) || wheel.Name != name)
                return null;
            (version, tags) = (wheel.Version, wheel.Tags);
        }
        else if (!ArchiveFileName.IsSource(extension) || ArchiveFileName.IsBuiltForMacOS(offered.FileName, extension)
            || !PythonVersion.TryParse(ArchiveFileName.VersionText(stem, name), out version))
        {
            return null;
        }
        return (version, new ReleaseFile
        {
            Tags = tags,
            RequiresPython = SpecifierSet.TryParse(offered.RequiresPython ?? "", out SpecifierSet? python, out _)
            && offered.RequiresPython is not null
                ? python
                : null,
            Uploaded = offered.UploadTime,
            IsYanked = offered.IsYanked,
            YankedReason = offered.YankedReason,
        });
    }
}

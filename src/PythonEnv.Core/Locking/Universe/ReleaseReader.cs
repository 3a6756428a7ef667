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
    /// <returns>Each version once, newest first, its files in the order of the index.</returns>
    public static IEnumerable<ListedRelease> Read(PackageName name, IEnumerable<IndexFile> files) => files
        .Select(file => ReadFile(name, file))
        .OfType<FileOfRelease>()
        .GroupBy(file => file.Version)
        .OrderByDescending(group => group.Key)
        .Select(group => new ListedRelease(
            new Release(group.Key, group.First().Version.ToString(), [.. group.Select(file => file.Read)]),
            [.. group.Select(file => file.Listed)]));

    private static FileOfRelease? ReadFile(PackageName name, IndexFile offered)
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
        return new FileOfRelease(offered, version, new ReleaseFile
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

    private sealed record FileOfRelease(IndexFile Listed, PythonVersion Version, ReleaseFile Read);
}

/// <param name="Files">As the index lists them, in the order of <see cref="Release.Files"/>.</param>
internal sealed record ListedRelease(Release Release, ImmutableArray<IndexFile> Files);

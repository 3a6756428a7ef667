using System.Collections.Immutable;
using PythonEnv.Indexes.Candidates;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Conformance.Installs;

/// <summary>
/// What meets all that is needed of a project, best first. A file is looked into, and its digest checked, when its turn comes.
/// </summary>
internal sealed class CandidateFinder(InstallRequest request, MadeUpIndex index, SupportedTags tags, MarkerEnvironment environment)
{
    private readonly Dictionary<LinkIdentity, InstallCandidate> _looked = [];

    public InstallConstraint ConstraintOf(PackageName project) => request.Constraints.GetValueOrDefault(project, InstallConstraint.None);

    /// <exception cref="InstallFailureException">A file that pip would look into ends everything.</exception>
    public IEnumerable<InstallCandidate> Find(ImmutableArray<InstallNeed> needs)
    {
        InstallConstraint constraint = ConstraintOf(needs[0].Project);
        List<InstallNeed> explicitly = [.. needs.Where(need => need.Url is not null)];
        if (needs.FirstOrDefault(need => need.Url is null) is InstallNeed named)
            explicitly.AddRange(constraint.Urls.Select(url => named with { Url = url }));
        return explicitly.Count == 0
            ? FromIndex(needs, constraint)
            : explicitly.Select(FromUrl).DistinctBy(candidate => LinkIdentity.Of(candidate.Url))
                .Where(candidate => constraint.Admits(candidate) && needs.All(need => need.Admits(candidate)));
    }

    private InstallCandidate FromUrl(InstallNeed need)
    {
        if (index.Find(need.Url!) is not MadeUpWheel wheel || !WheelFileName.TryParse(wheel.FileName, out WheelFileName? name, out _))
            throw new InstallFailureException(InstallFailureKind.Other, $"no wheel at {need.Url}");
        if (tags.RankOf(name.Tags) is null)
            throw new InstallFailureException(InstallFailureKind.Other, $"{wheel.FileName} is not for this platform");
        InstallCandidate candidate = LookInto(wheel, name.Version, need.Url!, isYanked: false, need);
        return candidate.Requirements(environment, []) is not null
            ? candidate
            : throw new InstallFailureException(InstallFailureKind.Other, $"the metadata of {wheel.FileName} can't be read");
    }

    private IEnumerable<InstallCandidate> FromIndex(ImmutableArray<InstallNeed> needs, InstallConstraint constraint)
    {
        PackageName project = needs[0].Project;
        SpecifierSet specifiers = SpecifierSet.Of(constraint.Specifiers.Clauses.Concat(needs.SelectMany(need => need.Specifiers.Clauses)));
        ImmutableArray<FileHash>? hashes = constraint.Hashes;
        foreach (InstallNeed need in needs.Where(need => !need.Hashes.IsEmpty))
            hashes = AcceptableHashes.Both(hashes, need.Hashes);
        var selector = new CandidateSelector(new CandidateQuery
        {
            Name = project,
            Specifiers = specifiers,
            Tags = tags,
            Python = PythonVersion.Parse(environment.PythonFullVersion),
            AllowsWheels = request.Options.Formats.AllowsWheels(project),
            AllowsSource = request.Options.Formats.AllowsSource(project),
            AllowsYanked = true,
            Prereleases = request.Options.Releases.AllowsPrereleases(project),
            PrefersWheels = request.Options.PreferBinary,
            Hashes = hashes ?? [],
        });
        ImmutableArray<Candidate> found = selector.Select(Files(project)).Candidates;

        // A yanked file is taken only where a version is pinned of which there is no other.
        bool takesYanked = found.All(candidate => candidate.File.IsYanked) && specifiers.Clauses.Any(
            clause => clause.Operator == SpecifierOperator.Arbitrary || (clause.Operator == SpecifierOperator.Equal && !clause.IsPrefix));
        InstallNeed template = needs[0].Hashes.IsEmpty ? needs[0] with { Hashes = constraint.Options } : needs[0];
        var versions = new HashSet<PythonVersion>();
        foreach (Candidate candidate in found.Where(candidate => takesYanked || !candidate.File.IsYanked))
        {
            if (!versions.Add(candidate.Version))
                continue;
            MadeUpWheel wheel = candidate.Wheel is not null && index.Find(candidate.File.Url) is MadeUpWheel madeUp
                ? madeUp
                : throw new InstallFailureException(InstallFailureKind.Other, $"{candidate.File.FileName} would have to be built");
            InstallCandidate looked = LookInto(wheel, candidate.Version, candidate.File.Url, candidate.File.IsYanked, template);
            if (looked.Requirements(environment, []) is not null)
                yield return looked;
        }
    }

    private IEnumerable<IndexFile> Files(PackageName project)
    {
        IEnumerable<IndexFile> found = request.Options.FindLinks.SelectMany(place => index.FilesIn(PathOf(place.Value)));
        if (request.Options.NoIndex is not null)
            return found;
        string first = request.Options.IndexUrl?.Value ?? $"file://{MadeUpIndex.Folder}";
        IEnumerable<string> indexes = request.Options.ExtraIndexUrls.Select(url => url.Value).Prepend(first);
        return found.Concat(indexes.Where(url => PathOf(url) == MadeUpIndex.Folder).SelectMany(_ => index.Page(project)));
    }

    private static string PathOf(string place) =>
        (place.StartsWith("file://", StringComparison.Ordinal) ? place["file://".Length..] : place).TrimEnd('/');

    private InstallCandidate LookInto(MadeUpWheel wheel, PythonVersion version, string url, bool isYanked, InstallNeed template)
    {
        LinkIdentity link = LinkIdentity.Of(url);
        if (!_looked.TryGetValue(link, out InstallCandidate? candidate))
        {
            CheckDigest(wheel, url, template);
            _looked[link] = candidate = new InstallCandidate(wheel, version, url, isYanked, template);
        }
        return candidate;
    }

    /// <summary>In hash mode only what the files say counts, otherwise what the link says too.</summary>
    private void CheckDigest(MadeUpWheel wheel, string url, InstallNeed template)
    {
        bool isDirect = template.Url is not null;
        if (request.RequiresHashes && !isDirect && !template.IsPinned && template.Hashes.IsEmpty)
            throw new InstallFailureException(InstallFailureKind.HashUnpinned, wheel.FileName);
        bool countsLink = !request.RequiresHashes || (isDirect && template.Parent is null);
        ImmutableArray<FileHash>? acceptable = AcceptableHashes.Of(template.Hashes, countsLink ? url : null);
        if (acceptable is null && request.RequiresHashes)
            throw new InstallFailureException(InstallFailureKind.HashMissing, wheel.FileName);
        if (acceptable is { } hashes && !hashes.Any(wheel.Digest.Matches))
            throw new InstallFailureException(InstallFailureKind.HashMismatch, wheel.FileName);
    }
}

using System.Collections.Immutable;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Indexes.Candidates;

/// <summary>
/// Chooses among the files of one project as pip does. Best is what matches a digest, then what is not yanked, then wheels where they are
/// preferred; then the highest version, then the best tag (source distributions last), then the highest build number.
/// </summary>
internal sealed class CandidateSelector(CandidateQuery query)
{
    public CandidateSelection Select(IEnumerable<IndexFile> files)
    {
        List<Verdict> verdicts = [.. files.Select(Judge)];
        List<Candidate> candidates = [.. verdicts.Select(verdict => verdict.Candidate).OfType<Candidate>()];
        var wanted = query.Specifiers.Filter(candidates, candidate => candidate.Version, query.Prereleases)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        bool anyMatches = candidates.Exists(candidate => wanted.Contains(candidate) && candidate.Hash == HashMatch.Matches);

        var fitting = new List<Candidate>();
        var rejected = new List<RejectedFile>();
        foreach (Verdict verdict in verdicts)
        {
            if (verdict.Candidate is not Candidate candidate)
                rejected.Add(verdict.Rejected!);
            else if (!wanted.Contains(candidate))
                rejected.Add(Reject(candidate, ReasonAgainst(candidate.Version)));
            else if (anyMatches && candidate.Hash == HashMatch.Differs)
                rejected.Add(Reject(candidate, RejectionReason.HashDiffers));
            else
                fitting.Add(candidate);
        }
        return new CandidateSelection([.. BestFirst(fitting)], [.. rejected])
        {
            HasWantedVersion = fitting.Count > 0 || rejected.Exists(file => file.Version is not null && IsWanted(file.Version)),
        };
    }

    private IOrderedEnumerable<Candidate> BestFirst(IEnumerable<Candidate> candidates) => candidates
        .OrderByDescending(candidate => candidate.Hash == HashMatch.Matches)
        .ThenBy(candidate => candidate.File.IsYanked)
        .ThenByDescending(candidate => query.PrefersWheels && candidate.Wheel is not null)
        .ThenByDescending(candidate => candidate.Version)
        .ThenBy(candidate => candidate.Wheel is null ? int.MaxValue : query.Tags.RankOf(candidate.Wheel.Tags))
        .ThenByDescending(candidate => candidate.Wheel?.Build);

    /// <summary>The verdict but for the specifiers and digests. Of several reasons the one counts that pip would give.</summary>
    private Verdict Judge(IndexFile file)
    {
        (string stem, string extension) = ArchiveFileName.Split(file.FileName);
        bool isWheel = extension == ArchiveFileName.WheelExtension;
        WheelFileName? wheel = null;
        bool isReadable = !isWheel || WheelFileName.TryParse(file.FileName, out wheel, out _);
        string? versionText = wheel?.VersionText ?? ArchiveFileName.VersionText(file.EggFragment ?? stem, query.Name);
        string? builtFor = null;
        if (wheel is null && versionText is not null)
            versionText = ArchiveFileName.CutPython(versionText, out builtFor);
        _ = PythonVersion.TryParse(versionText, out PythonVersion? version);

        RejectionReason? reason =
            file.IsYanked && !query.AllowsYanked ? RejectionReason.Yanked
            : JudgeFormat(file, extension, isReadable, wheel)
            ?? (versionText is null ? RejectionReason.NameUnreadable
            : builtFor is not null && builtFor != PythonMinor ? RejectionReason.TagsUnsupported
            : !AdmitsPython(file.RequiresPython) ? RejectionReason.PythonExcluded
            : version is null ? RejectionReason.VersionUnreadable
            : null);
        return reason is RejectionReason why
            ? new Verdict(null, new RejectedFile(file, why, wheel is null || wheel.Name == query.Name ? version : null, wheel))
            : new Verdict(new Candidate(file, version!, wheel, Compare(file.Hashes)), null);
    }

    private RejectionReason? JudgeFormat(IndexFile file, string extension, bool isReadable, WheelFileName? wheel)
    {
        bool isWheel = extension == ArchiveFileName.WheelExtension;
        if (file.EggFragment is null)
        {
            if (!isWheel && !ArchiveFileName.IsSource(extension))
                return RejectionReason.NotADistribution;
            if (isWheel && !query.AllowsWheels)
                return RejectionReason.WheelNotAllowed;
            if (ArchiveFileName.IsBuiltForMacOS(file.FileName, extension))
                return RejectionReason.NotADistribution;
            if (!isReadable)
                return RejectionReason.NameUnreadable;
            if (wheel is not null && wheel.Name != query.Name)
                return RejectionReason.OtherProject;
            if (wheel is not null && query.Tags.RankOf(wheel.Tags) is null)
                return RejectionReason.TagsUnsupported;
        }
        return !isWheel && !query.AllowsSource ? RejectionReason.SourceNotAllowed : null;
    }

    private string PythonMinor => query.Python.ReleaseTo(2);

    /// <summary>What can't be read excludes nothing.</summary>
    private bool AdmitsPython(string? requiresPython) =>
        query.IgnoresRequiresPython
        || requiresPython is null
        || !SpecifierSet.TryParse(requiresPython, out SpecifierSet? specifiers, out _)
        || specifiers.Contains(query.Python);

    private HashMatch Compare(ImmutableArray<FileHash> found)
    {
        if (query.Hashes.IsEmpty)
            return HashMatch.NotAsked;
        if (found.Any(hash => query.Hashes.Any(hash.Matches)))
            return HashMatch.Matches;
        return found.Any(hash => query.Hashes.Any(wanted => wanted.Algorithm == hash.Algorithm)) ? HashMatch.Differs : HashMatch.Unknown;
    }

    private RejectionReason ReasonAgainst(PythonVersion version) =>
        IsWanted(version) ? RejectionReason.PrereleaseExcluded : RejectionReason.VersionExcluded;

    private bool IsWanted(PythonVersion version) => query.Specifiers.Contains(version);

    private static RejectedFile Reject(Candidate candidate, RejectionReason reason) =>
        new(candidate.File, reason, candidate.Version, candidate.Wheel);

    /// <summary>One of the two.</summary>
    private readonly record struct Verdict(Candidate? Candidate, RejectedFile? Rejected);
}

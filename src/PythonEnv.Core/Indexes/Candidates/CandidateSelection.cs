using System.Collections.Immutable;

namespace PythonEnv.Indexes.Candidates;

/// <summary>The verdict on each file of a project.</summary>
/// <param name="Candidates">What can be installed, best first; of equals the one that the index lists first.</param>
/// <param name="Rejected">The others, in the order in which they were offered.</param>
internal sealed record CandidateSelection(ImmutableArray<Candidate> Candidates, ImmutableArray<RejectedFile> Rejected)
{
    public Candidate? Best => Candidates.IsEmpty ? null : Candidates[0];

    /// <summary>Does the index have any file of a version that is wanted, whether or not it can be installed?</summary>
    public required bool HasWantedVersion { get; init; }
}

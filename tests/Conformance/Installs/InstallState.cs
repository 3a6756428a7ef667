using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Conformance.Installs;

/// <summary>How far a decision has come: who needs what, and what was chosen. Immutable, so that going back costs nothing.</summary>
internal sealed record InstallState(
    ImmutableDictionary<PackageName, ImmutableArray<InstallNeed>> Needs, ImmutableDictionary<PackageName, InstallCandidate> Chosen)
{
    public static InstallState Empty { get; } = new(
        ImmutableDictionary<PackageName, ImmutableArray<InstallNeed>>.Empty, ImmutableDictionary<PackageName, InstallCandidate>.Empty);

    public ImmutableArray<InstallNeed> NeedsOf(PackageName project) => Needs.GetValueOrDefault(project, []);

    /// <summary>What is needed and not chosen yet.</summary>
    public IEnumerable<PackageName> Open =>
        Needs.Where(needs => !needs.Value.IsEmpty && !Chosen.ContainsKey(needs.Key)).Select(needs => needs.Key);

    public InstallState With(InstallNeed need) => this with { Needs = Needs.SetItem(need.Project, NeedsOf(need.Project).Add(need)) };

    public InstallState With(InstallCandidate candidate) => this with { Chosen = Chosen.SetItem(candidate.Wheel.Project, candidate) };

    /// <summary>Takes a choice back, and all that it needed.</summary>
    public InstallState Without(InstallCandidate candidate) => new(
        Needs.ToImmutableDictionary(needs => needs.Key, needs => needs.Value.RemoveAll(need => ReferenceEquals(need.Parent, candidate))),
        Chosen.Remove(candidate.Wheel.Project));

    /// <summary>The choices that a line of the files needs, at first or at last hand.</summary>
    public IEnumerable<InstallCandidate> Reachable()
    {
        var reached = new HashSet<InstallCandidate>(ReferenceEqualityComparer.Instance);
        var open = new Queue<InstallCandidate>(NeededBy(null));
        while (open.TryDequeue(out InstallCandidate? next))
        {
            if (!reached.Add(next))
                continue;
            foreach (InstallCandidate candidate in NeededBy(next))
                open.Enqueue(candidate);
        }
        return reached;
    }

    private IEnumerable<InstallCandidate> NeededBy(InstallCandidate? parent) =>
        Chosen.Values.Where(candidate => NeedsOf(candidate.Wheel.Project).Any(need => ReferenceEquals(need.Parent, parent)));
}

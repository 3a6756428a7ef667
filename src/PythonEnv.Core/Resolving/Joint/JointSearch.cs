using PythonEnv.Declarations;
using PythonEnv.Resolving.Solving;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Joint;

/// <summary>
/// Solves for all classes at once. At first every name has one version everywhere. A proof that this can't be names the names whose sharing
/// it
/// used, and at least one of them has to be split; what is split is a smallest set that breaks every proof so far. So as few names as
/// possible
/// have two versions.
/// </summary>
internal sealed class JointSearch(Catalog catalog)
{
    /// <summary>Far more than any set of declarations needed; then every name of the last proof is split.</summary>
    private const int MaxProofs = 100;

    /// <summary>The run that ended the search; null before <see cref="Run"/> has come to its end.</summary>
    public Solver? Last { get; private set; }

    public IEnumerable<Needs> Run()
    {
        var proofs = new List<List<int>>();
        HashSet<int> split = [];
        while (true)
        {
            HashSet<int> current = split;
            var solver = new Solver(catalog, id => catalog.Options.Strategy == LockStrategy.Newest || current.Contains(id));
            foreach (Needs needs in solver.Run())
                yield return needs;
            List<int> shared = solver.Proof is null ? [] : SharedIn(solver.Proof);
            if (shared.Count == 0)
            {
                Last = solver;
                yield break;
            }
            proofs.Add(shared);
            split = proofs.Count < MaxProofs ? HittingSet.Smallest(proofs) : [.. split, .. shared];
        }
    }

    /// <summary>The names that a proof needs to have one version everywhere; those first that an existing lock has split.</summary>
    private List<int> SharedIn(Incompatibility proof) =>
    [
        .. Proof.FactsOf(proof)
            .Select(fact => (fact.Cause as Cause.Shared)?.Package)
            .OfType<Package>()
            .Distinct()
            .OrderBy(package => !catalog.Declarations.IsSplitInLock(package.Name))
            .ThenBy(package => package.Id)
            .Select(package => package.Id),
    ];
}

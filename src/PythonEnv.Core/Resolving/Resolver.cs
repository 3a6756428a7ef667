using System.Collections.Immutable;
using PythonEnv.Resolving.Explaining;
using PythonEnv.Resolving.Joint;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving;

/// <summary>
/// Finds one version of every name that is needed on every target, or proves that there is none.
/// <code>
/// var resolver = new Resolver(request, universes);
/// foreach (Needs needs in resolver.Run())
///     await FetchAsync(needs);          // all of it; then the universes know it
/// ResolveOutcome outcome = resolver.Outcome;
/// </code>
/// Synchronous and pure: the answer hangs on request and universes only, not on the order or the time in which something was fetched.
/// </summary>
internal sealed class Resolver(ResolveRequest request, IUniverses universes)
{
    private ResolveOutcome? _outcome;

    /// <summary>The classes of the request's targets.</summary>
    public ImmutableArray<TargetClass> Classes { get; } = TargetClass.Group(request.Targets);

    /// <exception cref="InvalidOperationException"><see cref="Run"/> has not come to its end.</exception>
    public ResolveOutcome Outcome => _outcome ?? throw new InvalidOperationException("the resolver has not been run to its end");

    /// <summary>Resolves, as far as the universes allow, and says what has to be fetched to go on.</summary>
    public IEnumerable<Needs> Run()
    {
        var catalog = new Catalog(request, universes, Classes);
        var search = new JointSearch(catalog);
        foreach (Needs needs in search.Run())
            yield return needs;
        if (search.Last!.Proof is not { } proof)
        {
            _outcome = new Reachability(catalog, search.Last).Resolve();
            yield break;
        }
        var explainer = new Explainer(request, universes);
        foreach (Needs needs in explainer.Run(catalog, proof))
            yield return needs;
        _outcome = explainer.Failure;
    }
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Conformance.Installs;

/// <summary>
/// What an installation decides: of every project the best candidate that all its needs, the constraints and the candidates' own needs
/// admit. The product has no such thing, because its requirements are pinned and complete; what it has is tried by it: reading, selection,
/// markers, specifiers.
/// </summary>
internal sealed class InstallDecision(InstallRequest request, CandidateFinder finder, MarkerEnvironment environment)
{
    private const int MostSteps = 10_000;

    private int _steps;

    /// <exception cref="InstallFailureException">There is no way to install it all.</exception>
    public InstallState Decide()
    {
        InstallState state = InstallState.Empty;
        // pip looks at needs with extras last.
        foreach (InstallNeed root in request.Roots.OrderBy(root => root.IsForExtrasOnly))
        {
            Outcome added = Add(state, root);
            state = added.State ?? throw Explain(added.Causes);
        }
        Outcome outcome = Complete(state);
        return outcome.State ?? throw Explain(outcome.Causes);
    }

    private Outcome Complete(InstallState state)
    {
        if (++_steps > MostSteps)
            throw new InstallFailureException(InstallFailureKind.Other, "too many steps");
        List<PackageName> open = [.. state.Open];
        if (open.Count == 0)
            return new Outcome(state, []);
        PackageName next = open.MinBy(project => Preference(project, state.NeedsOf(project)))!;

        var failed = new List<Cause>();
        ImmutableArray<Cause> deeper = [];
        foreach (InstallCandidate candidate in finder.Find(state.NeedsOf(next)))
        {
            Outcome chosen = Choose(state, candidate);
            if (chosen.State is null)
            {
                failed.AddRange(chosen.Causes);
                continue;
            }
            Outcome completed = Complete(chosen.State);
            if (completed.State is not null)
                return completed;
            deeper = completed.Causes;
            failed.Clear();
        }
        return new Outcome(null, failed.Count > 0 ? [.. failed] : deeper);
    }

    private Outcome Choose(InstallState state, InstallCandidate candidate)
    {
        if (candidate.Wheel.RequiresPython is string python
            && SpecifierSet.TryParse(python, out SpecifierSet? specifiers, out _)
            && !specifiers.Contains(environment.PythonFullVersion))
        {
            return new Outcome(null, [new Cause(null)]);
        }
        InstallState next = state.With(candidate);
        string[] extras = [.. state.NeedsOf(candidate.Wheel.Project).SelectMany(need => need.Extras)];
        return AddAll(next, candidate, extras);
    }

    private Outcome AddAll(InstallState state, InstallCandidate candidate, IEnumerable<string> extras)
    {
        foreach (Requirement requirement in candidate.Requirements(environment, extras)!)
        {
            Outcome added = Add(state, InstallNeed.Of(requirement, candidate));
            if (added.State is null)
                return added;
            state = added.State;
        }
        return new Outcome(state, []);
    }

    /// <summary>A need that nothing can meet is a dead end; one that the choice so far does not meet takes the choice back.</summary>
    private Outcome Add(InstallState state, InstallNeed need)
    {
        state = state.With(need);
        ImmutableArray<InstallNeed> needs = state.NeedsOf(need.Project);
        if (!finder.Find(needs).Any())
            return new Outcome(null, [.. needs.Select(cause => new Cause(cause))]);
        if (!state.Chosen.TryGetValue(need.Project, out InstallCandidate? chosen))
            return new Outcome(state, []);
        if (!need.Admits(chosen))
            return new Outcome(state.Without(chosen), []);
        return need.Extras.IsEmpty ? new Outcome(state, []) : AddAll(state, chosen, need.Extras);
    }

    /// <summary>What pip decides first: URLs, pins, upper bounds, then the order of the files.</summary>
    private (bool, bool, bool, int, bool, string) Preference(PackageName project, ImmutableArray<InstallNeed> needs)
    {
        int order = request.Roots.IndexOf(request.Roots.FirstOrDefault(root => root.Project == project)!);
        return (
            !needs.Any(need => need.Url is not null),
            !needs.Any(need => need.HasExactClause),
            !needs.Any(need => need.HasUpperBound),
            order < 0 ? int.MaxValue : order,
            needs.All(need => need.Specifiers.Clauses.IsEmpty),
            project.Value);
    }

    private InstallFailureException Explain(ImmutableArray<Cause> causes)
    {
        if (causes.Any(cause => cause.Need is null))
            return new InstallFailureException(InstallFailureKind.Python, "the interpreter is excluded");
        bool isAlone = causes is [{ Need: { } need }] && !request.Constraints.ContainsKey(need.Project);
        return new InstallFailureException(
            isAlone ? InstallFailureKind.NotFound : InstallFailureKind.Conflict,
            string.Join(" and ", causes.Select(cause => $"{cause.Need!.Project}{cause.Need.Specifiers}")));
    }

    /// <param name="Need">What could not be met; null if it is the interpreter's version.</param>
    private readonly record struct Cause(InstallNeed? Need);

    /// <param name="State">How it goes on; null at a dead end.</param>
    private readonly record struct Outcome(InstallState? State, ImmutableArray<Cause> Causes);
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Joint;
using PythonEnv.Resolving.Solving;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Explaining;

/// <summary>
/// Makes of a proof what a person needs: the fewest declarations that contradict each other, the steps between them, and a change that
/// helps. So it does for every conflict that has nothing to do with the first. All is found by resolving again.
/// </summary>
internal sealed class Explainer(ResolveRequest request, IUniverses universes)
{
    /// <summary>Whoever has more mends these first.</summary>
    private const int MostConflicts = 10;

    private readonly List<Conflict> _conflicts = [];
    private readonly List<RootSuggestion> _suggestions = [];
    private Catalog _catalog = null!;
    private Incompatibility? _proof;
    private Resolution? _resolution;
    private ResolveFailure? _told;

    /// <summary>Null before <see cref="Run"/> has come to its end.</summary>
    public ResolveFailure? Failure { get; private set; }

    /// <param name="catalog">Of the run that found the proof.</param>
    /// <param name="proof">An incompatibility without terms.</param>
    public IEnumerable<Needs> Run(Catalog catalog, Incompatibility proof)
    {
        (_catalog, _proof) = (catalog, proof);
        foreach (Needs needs in FindConflicts())
            yield return needs;
        foreach (Needs needs in TellConflicts(areAll: _proof is null))
            yield return needs;
    }

    private IEnumerable<Needs> FindConflicts()
    {
        ResolveRequest rest = request;
        while (_proof is not null && _conflicts.Count < MostConflicts)
        {
            foreach (Needs needs in Reduce(_catalog, _proof, rest))
                yield return needs;
            rest = Without(rest, _conflicts[^1].Roots);
            foreach (Needs needs in Solve(rest))
                yield return needs;
        }
    }

    private IEnumerable<Needs> TellConflicts(bool areAll)
    {
        var told = new List<ResolveFailure>();
        ResolveRequest mended = request;
        foreach (Conflict conflict in _conflicts)
        {
            foreach (ResolveRequest question in areAll ? QuestionsAround(conflict, mended) : [conflict.Least])
            {
                foreach (Needs needs in Tell(conflict, question))
                    yield return needs;
                if (_suggestions.Count > 0)
                    break;
            }
            told.Add(_told!);
            mended = _suggestions is [var first, ..] ? Change(mended, first) : Without(mended, conflict.Roots);
        }
        Failure = told[0] with { Others = [.. told.Skip(1)] };
    }

    // Who takes the first change of each conflict has to come to an answer: so the changes of the earlier ones are made, and the later ones
    // do not stand in the way. Where that helps nothing, the others are left out.
    private IEnumerable<ResolveRequest> QuestionsAround(Conflict conflict, ResolveRequest mended)
    {
        yield return Without(mended, _conflicts.SkipWhile(other => other != conflict).Skip(1).SelectMany(later => later.Roots));
        if (mended != request)
            yield return Without(request, _conflicts.Where(other => other != conflict).SelectMany(other => other.Roots));
    }

    /// <summary>Adds a conflict: the fewest declarations of a proof that contradict each other.</summary>
    private IEnumerable<Needs> Reduce(Catalog catalog, Incompatibility proof, ResolveRequest among)
    {
        var story = new ConflictStory(catalog, proof, request.Targets);
        ResolveRequest least = among with { Targets = catalog.Classes[story.Class].Targets };
        HashSet<RootRequirement> needed = [];
        List<RootRequirement> open = InOrder(story.Requirements);
        while (open.Count > 0)
        {
            RootRequirement tried = open[^1];
            HashSet<RootRequirement> rest = [.. needed, .. open];
            rest.Remove(tried);
            foreach (Needs needs in Solve(least with { Requirements = [.. InOrder(rest)] }))
                yield return needs;
            if (_proof is null)
                needed.Add(tried);
            else
                story = new ConflictStory(_catalog, _proof, request.Targets);
            open = [.. InOrder(story.Requirements).Where(root => !needed.Contains(root) && root != tried)];
        }
        foreach (RootRequirement constraint in story.Constraints.ToList())
        {
            least = least with { Requirements = [.. InOrder(story.Requirements)] };
            foreach (Needs needs in Solve(least with { Constraints = [.. least.Constraints.Where(root => root != constraint)] }))
                yield return needs;
            if (_proof is null)
                continue;
            story = new ConflictStory(_catalog, _proof, request.Targets);
            least = least with { Constraints = [.. least.Constraints.Where(root => root != constraint)] };
        }
        ImmutableArray<RootRequirement> roots = [.. InOrder(story.Requirements), .. story.Constraints];
        _conflicts.Add(new Conflict(story, roots, among with
        {
            Requirements = [.. InOrder(story.Requirements)],
            Constraints = [.. story.Constraints]
        }));
    }

    /// <summary>A conflict in words, with the changes after which there is an answer.</summary>
    private IEnumerable<Needs> Tell(Conflict conflict, ResolveRequest among)
    {
        _suggestions.Clear();
        foreach (RootRequirement root in conflict.Roots.Concat(conflict.Story.Overrides))
        {
            if (Free(root, among) is not { } freed)
                continue;
            foreach (Needs needs in Solve(freed))
                yield return needs;
            if (_resolution is not null)
                _suggestions.Add(new RootSuggestion(root, Replacement(root, _resolution)));
        }
        _told = new ConflictReport(conflict.Story, conflict.Roots, [.. _suggestions]).ToFailure();
    }

    private static ResolveRequest Without(ResolveRequest question, IEnumerable<RootRequirement> roots)
    {
        HashSet<RootRequirement> taken = [.. roots];
        return question with
        {
            Requirements = question.Requirements.RemoveAll(taken.Contains),
            Constraints = question.Constraints.RemoveAll(taken.Contains),
            Overrides = question.Overrides.RemoveAll(taken.Contains),
        };
    }

    /// <summary>The question after a change.</summary>
    private static ResolveRequest Change(ResolveRequest question, RootSuggestion suggestion)
    {
        if (!Requirement.TryParse(suggestion.Replacement ?? "", out Requirement? written, out _))
            return Without(question, [suggestion.Root]);
        Requirement own = suggestion.Root.Requirement;
        var changed = new Requirement(own.Name, own.Extras, written.Specifiers, null, own.Marker);
        return question with
        {
            Requirements = question.Requirements.Replace(suggestion.Root, suggestion.Root with { Requirement = changed })
        };
    }

    private IEnumerable<Needs> Solve(ResolveRequest question)
    {
        _catalog = new Catalog(question, universes, TargetClass.Group(question.Targets));
        var search = new JointSearch(_catalog);
        foreach (Needs needs in search.Run())
            yield return needs;
        _proof = search.Last!.Proof;
        _resolution = _proof is null ? new Reachability(_catalog, search.Last).Resolve() : null;
    }

    /// <summary>
    /// The question with one declaration freed of its specifiers; null if it has none to be freed of, or another change has taken it away.
    /// </summary>
    private static ResolveRequest? Free(RootRequirement root, ResolveRequest among)
    {
        if (among.Constraints.Contains(root))
            return among with { Constraints = among.Constraints.Remove(root) };
        if (among.Overrides.Contains(root))
            return among with { Overrides = among.Overrides.Remove(root) };
        Requirement own = root.Requirement;
        if (own.Specifiers.Clauses.IsEmpty || !among.Requirements.Contains(root))
            return null;
        var freed = root with { Requirement = new Requirement(own.Name, own.Extras, SpecifierSet.Any, null, own.Marker) };
        return among with { Requirements = among.Requirements.Replace(root, freed) };
    }

    /// <summary>What to write to get the version that was found; null: nothing, the line has to go.</summary>
    private string? Replacement(RootRequirement root, Resolution resolution)
    {
        if (!request.Requirements.Contains(root) || resolution.Pins.FirstOrDefault(pin => pin.Name == root.Name) is not { } pin)
            return null;
        string extras = root.Requirement.Extras.IsEmpty ? "" : $"[{string.Join(',', root.Requirement.Extras)}]";
        bool wasAbove = root.Requirement.Specifiers.Clauses.Any(clause => clause.Version is { } bound
            && bound > pin.Release.Version && clause.Operator is not (SpecifierOperator.Less or SpecifierOperator.LessOrEqual));
        return $"{root.Requirement.Name}{extras}{(wasAbove ? "<=" : ">=")}{pin.Release.Version.Public}";
    }

    private List<RootRequirement> InOrder(IEnumerable<RootRequirement> roots)
    {
        HashSet<RootRequirement> set = [.. roots];
        return [.. request.Requirements.Where(set.Contains)];
    }

    /// <param name="Roots">The declarations and constraints that contradict each other.</param>
    /// <param name="Least">The question with these alone.</param>
    private sealed record Conflict(ConflictStory Story, ImmutableArray<RootRequirement> Roots, ResolveRequest Least);
}

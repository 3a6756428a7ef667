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
/// helps.
/// All three are found by resolving again.
/// </summary>
internal sealed class Explainer(ResolveRequest request, IUniverses universes)
{
    private Catalog _catalog = null!;
    private Incompatibility? _proof;
    private Resolution? _resolution;

    /// <summary>Null before <see cref="Run"/> has come to its end.</summary>
    public ResolveFailure? Failure { get; private set; }

    /// <param name="catalog">Of the run that found the proof.</param>
    /// <param name="proof">An incompatibility without terms.</param>
    public IEnumerable<Needs> Run(Catalog catalog, Incompatibility proof)
    {
        var story = new ConflictStory(catalog, proof, request.Targets);
        ResolveRequest least = request with { Targets = catalog.Classes[story.Class].Targets };
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
        var suggestions = new List<RootSuggestion>();
        foreach (RootRequirement root in roots)
        {
            if (Free(root) is not { } freed)
                continue;
            foreach (Needs needs in Solve(freed))
                yield return needs;
            if (_resolution is not null)
                suggestions.Add(new RootSuggestion(root, Replacement(root, _resolution)));
        }
        Failure = new ConflictReport(story, roots, [.. suggestions]).ToFailure();
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

    /// <summary>The question with one declaration freed of its specifiers; null if it has none to be freed of.</summary>
    private ResolveRequest? Free(RootRequirement root)
    {
        if (request.Constraints.Contains(root))
            return request with { Constraints = request.Constraints.Remove(root) };
        Requirement own = root.Requirement;
        if (own.Specifiers.Clauses.IsEmpty)
            return null;
        var freed = root with { Requirement = new Requirement(own.Name, own.Extras, SpecifierSet.Any, null, own.Marker) };
        return request with { Requirements = request.Requirements.Replace(root, freed) };
    }

    /// <summary>What to write to get the version that was found; null: nothing, the line has to go.</summary>
    private string? Replacement(RootRequirement root, Resolution resolution)
    {
        if (request.Constraints.Contains(root) || resolution.Pins.FirstOrDefault(pin => pin.Name == root.Name) is not { } pin)
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
}

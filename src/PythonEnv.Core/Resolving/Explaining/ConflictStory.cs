using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Solving;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Explaining;

/// <summary>
/// A proof in one class, told as sentences: who requires what, from the declarations on, and where there is nothing left.
/// </summary>
internal sealed class ConflictStory
{
    /// <summary>More requirements of one name on another are summed up.</summary>
    private const int MaxAlike = 3;

    /// <summary>Longer proofs are cut; their roots are named all the same.</summary>
    private const int MaxSentences = 12;

    private readonly Catalog _catalog;
    private readonly ImmutableArray<ResolveTarget> _declaredTargets;
    private readonly int _class;
    private readonly List<Incompatibility> _facts;
    private readonly Dictionary<Package, VersionSet> _declared = [];
    private readonly Dictionary<Package, VersionSet> _demanded = [];
    private readonly Dictionary<int, int> _order;

    /// <param name="catalog">Of the run that found the proof.</param>
    /// <param name="proof">An incompatibility without terms.</param>
    /// <param name="declaredTargets">All targets, also those that the proof does not speak of.</param>
    public ConflictStory(Catalog catalog, Incompatibility proof, ImmutableArray<ResolveTarget> declaredTargets)
    {
        _catalog = catalog;
        _declaredTargets = declaredTargets;
        _facts = Proof.FactsOf(proof);
        _class = _facts.Select(fact => ClassOf(fact.Cause)).First();
        foreach (Incompatibility fact in _facts)
        {
            switch (fact.Cause)
            {
                case Cause.Wanted declared:
                    Package package = catalog.Get(catalog.IdOf(declared.Need.Requirement.CanonicalName));
                    VersionSet admitted = package.MaskOf(declared.Need.Requirement);
                    Narrow(_declared, package, admitted);
                    Widen(_demanded, package, admitted);
                    break;
                case Cause.Limited limited:
                    Narrow(_declared, limited.Package, limited.Package.MaskOf(limited.Limit.Root.Requirement));
                    break;
                case Cause.Required { Dependency: var dependency }:
                    Package target = catalog.Get(dependency.Target);
                    Widen(_demanded, target, target.MaskOf(dependency.Requirement));
                    break;
            }
        }
        _order = Order();
    }

    /// <summary>The class in which there is no solution.</summary>
    public int Class => _class;

    /// <summary>The targets that it speaks of, where something in it is required on some targets only; else null.</summary>
    public string? OnlyOn =>
        _facts.Exists(fact => fact.Cause is Cause.Required required && IsPartial(required)) ? Phrases.List([.. Targets]) : null;

    private IEnumerable<string> Targets => _catalog.Classes[_class].Targets.Select(target => target.Name);

    /// <summary>The declared requirements of the proof.</summary>
    public IEnumerable<RootRequirement> Requirements =>
        _facts.Select(fact => (fact.Cause as Cause.Wanted)?.Need.Root).OfType<RootRequirement>().Distinct();

    public IEnumerable<RootRequirement> Constraints =>
        _facts.Select(fact => (fact.Cause as Cause.Limited)?.Limit.Root).OfType<RootRequirement>().Distinct();

    public IEnumerable<RootRequirement> Overrides => _facts
        .Select(fact => fact.Cause switch
        {
            Cause.Wanted declared => declared.Need.Override,
            Cause.Required required => required.Dependency.Override,
            _ => null,
        })
        .OfType<RootRequirement>()
        .Distinct();

    /// <summary>The names of which a release that was demanded can't be chosen at all.</summary>
    public IEnumerable<DeadEnd> DeadEnds()
    {
        foreach ((Package package, VersionSet demanded) in _demanded)
        {
            VersionSet usable = package.Usable(_class);
            VersionSet refused = Refused(package);
            bool hasUnusable = _facts.Exists(fact => fact.Cause is Cause.Unusable unusable && unusable.Package == package);
            if (demanded.IsEmpty || hasUnusable || !refused.IsEmpty)
                yield return new DeadEnd(_catalog, package, _class, demanded, demanded - usable, refused, Demands(package))
                {
                    Declared = _declaredTargets.Length,
                    Others = IsSameEverywhere ? [.. _declaredTargets.Except(_catalog.Classes[_class].Targets)] : [],
                };
        }
    }

    /// <summary>Who requires what; the requirements of declared names first.</summary>
    public IEnumerable<string> Steps()
    {
        var steps = _facts
            .Where(fact => fact.Cause is Cause.Required)
            .Select(fact => (Fact: fact, Cause: (Cause.Required)fact.Cause))
            .GroupBy(step => (step.Cause.From, step.Cause.With, step.Cause.Dependency.Target))
            .OrderBy(group => _order.GetValueOrDefault(group.Key.From.Id, int.MaxValue))
            .SelectMany(Tell)
            .Distinct()
            .ToList();
        return steps.Count <= MaxSentences ? steps : [.. steps.Take(MaxSentences), $"and {steps.Count - MaxSentences} requirements more"];
    }

    private IEnumerable<string> Tell(
        IGrouping<(Package From, PackageName? With, int Target), (Incompatibility Fact, Cause.Required Cause)> group)
    {
        Package from = group.Key.From;
        string name = group.Key.With is { } extra ? $"{from.Name}[{extra}]" : from.Name.Value;
        List<(string Text, VersionSet Releases)> alike =
        [
            .. group
                .GroupBy(
                    step => $"`{Phrases.Show(step.Cause.Dependency.Requirement)}`"
                        + (IsPartial(step.Cause) ? $" on {Phrases.List([.. Targets])}" : ""),
                    step => Relevant(step.Fact, from), StringComparer.Ordinal)
                .Select(same => (same.Key, same.Aggregate((left, right) => left | right)))
                .Where(same => !same.Item2.IsEmpty)
                .OrderBy(same => same.Item2.Lowest),
        ];
        if (alike.Count <= MaxAlike)
            return alike.Select(one => $"{name} {Releases(from, one.Releases)} {one.Text}");
        VersionSet all = alike.Aggregate(VersionSet.None(from.Size), (set, one) => set | one.Releases);
        return [$"{name} {Releases(from, all)} {alike[0].Text} to {alike[^1].Text}, each its own"];
    }

    private bool IsSameEverywhere => _facts.TrueForAll(fact => fact.Cause switch
    {
        Cause.Required required => !IsPartial(required),
        Cause.Wanted { Need.Requirement.Marker: { } marker } => HoldsEverywhere(marker),
        _ => true,
    });

    private bool IsPartial(Cause.Required required) =>
        required.Dependency.Requirement.Marker is { } marker && !HoldsEverywhere(marker, required.With?.Value);

    private bool HoldsEverywhere(Marker marker, string? extra = null) =>
        _declaredTargets.All(target => marker.Evaluate(target.Environment, extra));

    /// <summary>The releases that a fact is about, without those that the declarations exclude.</summary>
    private VersionSet Relevant(Incompatibility fact, Package from)
    {
        VersionSet releases = VersionSet.None(from.Size);
        for (int i = 0; i < fact.Variables.Length; i++)
        {
            if (fact.Variables[i].Package == from && fact.Variables[i].Extra is null && fact.Terms[i].IsPositive)
                releases |= fact.Terms[i];
        }
        VersionSet admitted = Candidates(from);
        return releases.Overlaps(admitted) ? releases & admitted : releases;
    }

    private string Releases(Package package, VersionSet releases)
    {
        VersionSet candidates = Candidates(package);
        string runs = Phrases.Runs(package, releases, package.Versions - candidates);
        string only = package.Releases.Length == 1 ? " (the only version)" : "";
        return releases.Count > 1 ? $"{runs} require" : $"{runs}{only} requires";
    }

    /// <summary>The releases that can be installed and that declarations and constraints of the proof admit.</summary>
    private VersionSet Candidates(Package package) =>
        package.Usable(_class) & (_declared.TryGetValue(package, out VersionSet declared) ? declared : package.Versions);

    private VersionSet Refused(Package package) => _facts
        .Select(fact => fact.Cause)
        .OfType<Cause.Refused>()
        .Where(refused => refused.Package == package)
        .Aggregate(VersionSet.None(package.Size), (set, refused) => set.With(refused.Bit));

    private string[] Demands(Package package) =>
    [
        .. _facts
            .Select(fact => fact.Cause switch
            {
                Cause.Wanted { Need: var need } when need.Requirement.CanonicalName == package.Name => Phrases.Show(need.Requirement),
                Cause.Required { Dependency: var dependency } when dependency.Target == package.Id => Phrases.Show(dependency.Requirement),
                _ => null,
            })
            .OfType<string>()
            .Distinct(),
    ];

    /// <summary>The names of the proof from the declared ones on, each after one that requires it.</summary>
    private Dictionary<int, int> Order()
    {
        var order = new Dictionary<int, int>();
        var queue = new Queue<int>(_declared.Keys.Select(package => package.Id));
        ILookup<int, int> required = _facts
            .Select(fact => fact.Cause)
            .OfType<Cause.Required>()
            .ToLookup(cause => cause.From.Id, cause => cause.Dependency.Target);
        while (queue.TryDequeue(out int id))
        {
            if (!order.TryAdd(id, order.Count))
                continue;
            foreach (int target in required[id])
                queue.Enqueue(target);
        }
        return order;
    }

    private static int ClassOf(Cause cause) => cause switch
    {
        Cause.Wanted declared => declared.Class,
        Cause.Limited limited => limited.Class,
        Cause.Unusable unusable => unusable.Class,
        Cause.Refused refused => refused.Class,
        Cause.Required required => required.Class,
        _ => throw new InvalidOperationException("a proof that needs one version everywhere is none"),
    };

    private static void Narrow(Dictionary<Package, VersionSet> sets, Package package, VersionSet by) =>
        sets[package] = sets.TryGetValue(package, out VersionSet set) ? set & by : by;

    private static void Widen(Dictionary<Package, VersionSet> sets, Package package, VersionSet by) =>
        sets[package] = sets.TryGetValue(package, out VersionSet set) ? set | by : by;
}

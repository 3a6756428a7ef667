using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Conformance.Resolving;

/// <summary>
/// A case as one environment sees it, and the corpus' rules for a set of pins there. Written from the rules alone: it shares nothing with
/// the
/// resolver but the standards.
/// </summary>
internal sealed class EnvironmentView
{
    private readonly ResolverCase _case;
    private readonly ResolveTarget _target;
    private readonly PythonVersion _python;
    private readonly ImmutableArray<Requirement> _roots;
    private readonly ImmutableArray<Requirement> _constraints;
    private readonly HashSet<PackageName> _replaced;

    public EnvironmentView(ResolverCase @case, int environment)
    {
        _case = @case;
        _target = @case.Targets[environment];
        _python = PythonVersion.Parse(_target.Environment.PythonFullVersion);
        _replaced = [.. @case.Overrides.Select(by => by.CanonicalName)];
        _constraints = [.. @case.Constraints.Where(constraint => Holds(constraint, []))];
        _roots = [.. Overridden(@case.Requires.Where(root => Holds(root, [])))];
    }

    public static bool IsExact(Specifier clause) =>
        clause is { IsPrefix: false, Operator: SpecifierOperator.Equal or SpecifierOperator.Arbitrary };

    /// <summary>Why the pins are no valid resolution; empty if they are one.</summary>
    public IEnumerable<string> Problems(IReadOnlyDictionary<PackageName, CaseRecord> pins)
    {
        var problems = new List<string>();
        Walk walk = Reach(pins, problems);
        foreach ((PackageName name, CaseRecord record) in pins)
        {
            if (WhyUnusable(name, record) is { } why)
                problems.Add($"{name}=={record.Text}: {why}");
            if (!walk.Extras.ContainsKey(name))
                problems.Add($"{name}=={record.Text}: nothing requires it");
            else if (!IsPrereleaseAllowed(name, record, walk.SpecifiersOn(name)))
                problems.Add($"{name}=={record.Text}: a pre-release that nobody allowed");
            else if (!IsYankedAllowed(name, record, walk.SpecifiersOn(name)))
                problems.Add($"{name}=={record.Text}: yanked");
            problems.AddRange(_constraints
                .Where(constraint => constraint.CanonicalName == name && !constraint.Specifiers.Contains(record.Version))
                .Select(constraint => $"constraint {constraint}: pinned {record.Text}"));
        }
        return problems;
    }

    /// <summary>Rule L: the pins that a more wanted version could replace with every other pin kept.</summary>
    public IEnumerable<string> Raisable(IReadOnlyDictionary<PackageName, CaseRecord> pins)
    {
        Walk walk = Reach(pins, []);
        foreach ((PackageName name, CaseRecord record) in pins)
        {
            List<Demand> demands = [.. walk.Demands.Where(demand => demand.Requirement.CanonicalName == name && demand.By != name)];
            ImmutableArray<SpecifierSet> specifiers =
                [.. demands.Select(demand => demand.Requirement.Specifiers), .. _constraints.Where(one => one.CanonicalName == name)
                    .Select(one => one.Specifiers)];
            ImmutableHashSet<PackageName> extras = [.. demands.SelectMany(demand => ExtrasOf(demand.Requirement))];
            CaseRecord? better = _case.Index[name].FirstOrDefault(other => IsBetter(name, other, record)
                && WhyUnusable(name, other) is null
                && specifiers.All(set => set.Contains(other.Version))
                && IsPrereleaseAllowed(name, other, specifiers)
                && IsYankedAllowed(name, other, specifiers)
                && Requirements(other, extras).All(requirement => IsMet(requirement, requirement.CanonicalName == name ? other : null)));
            if (better is not null)
                yield return $"{name} could be {better.Text} with every other pin kept (rule L)";
        }

        bool IsMet(Requirement requirement, CaseRecord? itself) =>
            (itself ?? pins.GetValueOrDefault(requirement.CanonicalName)) is { } pinned
            && requirement.Specifiers.Contains(pinned.Version)
            && ExtrasOf(requirement).All(extra => walk.Extras.TryGetValue(requirement.CanonicalName, out ImmutableHashSet<PackageName>? has)
                && has.Contains(extra));
    }

    /// <summary>The yanked pins that nobody opens.</summary>
    public IEnumerable<CaseRecord> WronglyYanked(IReadOnlyDictionary<PackageName, CaseRecord> pins)
    {
        Walk walk = Reach(pins, []);
        return pins.Where(pin => !IsYankedAllowed(pin.Key, pin.Value, walk.SpecifiersOn(pin.Key))).Select(pin => pin.Value);
    }

    /// <summary>Follows every requirement from the declarations on.</summary>
    private Walk Reach(IReadOnlyDictionary<PackageName, CaseRecord> pins, List<string> problems)
    {
        var walk = new Walk();
        var queue = new Queue<Demand>(_roots.Select(root => new Demand(root, null)));
        while (queue.TryDequeue(out Demand? demand))
        {
            PackageName name = demand.Requirement.CanonicalName;
            if (!walk.Seen.Add((demand.Requirement, demand.By)))
                continue;
            walk.Demands.Add(demand);
            if (!pins.TryGetValue(name, out CaseRecord? pinned))
            {
                problems.Add($"{demand.By?.Value ?? "the root"} requires {demand.Requirement}: not pinned");
                continue;
            }
            if (!demand.Requirement.Specifiers.Contains(pinned.Version))
                problems.Add($"{demand.By?.Value ?? "the root"} requires {demand.Requirement}: pinned {pinned.Text}");
            bool isKnown = walk.Extras.TryGetValue(name, out ImmutableHashSet<PackageName>? known);
            ImmutableHashSet<PackageName> extras = (known ?? []).Union(ExtrasOf(demand.Requirement));
            if (isKnown && extras.Count == known!.Count)
                continue;
            walk.Extras[name] = extras;
            foreach (Requirement requirement in Requirements(pinned, extras))
                queue.Enqueue(new Demand(requirement, name));
        }
        return walk;
    }

    private IEnumerable<Requirement> Requirements(CaseRecord record, ImmutableHashSet<PackageName> extras) =>
        _case.Options.IgnoresDependencies ? [] : Overridden(record.Requires.Where(requirement => Holds(requirement, extras)));

    private IEnumerable<Requirement> Overridden(IEnumerable<Requirement> requirements)
    {
        foreach (Requirement requirement in requirements)
        {
            if (!_replaced.Contains(requirement.CanonicalName))
                yield return requirement;
            foreach (Requirement by in _case.Overrides.Where(by => by.CanonicalName == requirement.CanonicalName && Holds(by, [])))
            {
                string extras = string.Join(',', by.Extras.Union(requirement.Extras));
                yield return CaseOptions.ReadRequirement($"{by.Name}[{extras}]{by.Specifiers}");
            }
        }
    }

    private bool Holds(Requirement requirement, ImmutableHashSet<PackageName> extras) => requirement.Marker is not { } marker
        || marker.Evaluate(_target.Environment)
        || extras.Any(extra => marker.Evaluate(_target.Environment, extra.Value));

    private string? WhyUnusable(PackageName name, CaseRecord record)
    {
        if (record.RequiresPython is { } python && !_case.Options.IgnoresRequiresPython && !python.Contains(_python))
            return $"Requires-Python {python} excludes {_python}";
        if (_case.Options.ExcludeNewer is { } cut && !(record.Uploaded < cut))
            return $"uploaded {record.Uploaded}, not before {cut}";
        if (record.HasSource && _case.Options.AllowsSource(name))
            return null;
        bool fits = _case.Options.AllowsWheels(name) && record.Wheels.Any(tags => _target.Tags.RankOf(tags) is not null);
        return fits ? null : "no file of it fits";
    }

    private bool IsPrereleaseAllowed(PackageName name, CaseRecord record, IReadOnlyCollection<SpecifierSet> specifiers) =>
        !record.Version.IsPrerelease || _case.Options.Prerelease switch
        {
            "allow" or "if-necessary" => true,
            "disallow" => false,
            "explicit" => DeclaredOn(name).Any(set => set.NamesPrerelease),
            _ => specifiers.Any(set => set.NamesPrerelease) || !_case.Index[name].Any(other => !other.Version.IsPrerelease
                && specifiers.All(set => set.Contains(other.Version)) && WhyUnusable(name, other) is null),
        };

    private bool IsYankedAllowed(PackageName name, CaseRecord record, IEnumerable<SpecifierSet> specifiers) =>
        !record.IsYanked
        || _case.Preferences.GetValueOrDefault(name) == record.Version
        || DeclaredOn(name).Concat(_case.Options.OnlyRootsOpenYanked ? [] : specifiers).Any(set => set.Clauses.Any(IsExact));

    private IEnumerable<SpecifierSet> DeclaredOn(PackageName name) =>
        _roots.Concat(_constraints).Where(one => one.CanonicalName == name).Select(one => one.Specifiers);

    /// <summary>Is one version wanted more than another: preferred, then final, then newer, or older where the oldest is wanted?</summary>
    private bool IsBetter(PackageName name, CaseRecord one, CaseRecord other)
    {
        if (one == other)
            return false;
        if (_case.Preferences.TryGetValue(name, out PythonVersion? preferred) && one.Version == preferred != (other.Version == preferred))
            return one.Version == preferred;
        bool isLow = _case.Options.Resolution == "lowest"
            || (_case.Options.Resolution == "lowest-direct" && _roots.Any(root => root.CanonicalName == name));
        bool finalsFirst = isLow || _case.Options.Prerelease is "if-necessary" or "explicit";
        if (finalsFirst && one.Version.IsPrerelease != other.Version.IsPrerelease)
            return other.Version.IsPrerelease;
        return isLow ? one.Version < other.Version : one.Version > other.Version;
    }

    private static IEnumerable<PackageName> ExtrasOf(Requirement requirement) => requirement.Extras.Select(PackageName.Normalize);

    private sealed record Demand(Requirement Requirement, PackageName? By);

    private sealed class Walk
    {
        public HashSet<(Requirement, PackageName?)> Seen { get; } = [];

        public List<Demand> Demands { get; } = [];

        public Dictionary<PackageName, ImmutableHashSet<PackageName>> Extras { get; } = [];

        public SpecifierSet[] SpecifiersOn(PackageName name) =>
            [.. Demands.Where(demand => demand.Requirement.CanonicalName == name).Select(demand => demand.Requirement.Specifiers)];
    }
}

using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Planning;

/// <summary>A distribution that is, or will be, in the environment.</summary>
/// <param name="Version">Null where nobody knows it yet: nothing contradicts it.</param>
/// <param name="Where">The line that pins it.</param>
/// <param name="Extras">Extras that declarations ask for; normalised.</param>
/// <param name="Metadata">Null where it is not known: nothing is required then.</param>
internal sealed record ClosureNode(
    PackageName Name, PythonVersion? Version, SourceSpan Where, ImmutableSortedSet<string> Extras, CoreMetadata? Metadata)
{
    /// <summary>Requirements of these names do not count.</summary>
    public IReadOnlySet<PackageName> Overridden { get; init; } = PackageName.NoNames;

    /// <summary>Where it comes from, if it is pinned by its URL.</summary>
    public Uri? Url { get; init; }

    /// <summary>It is not pinned: what requires it lacks it, and this is what could be pinned.</summary>
    public bool IsProposed { get; init; }

    public override string ToString() => Version is null ? Name.Value : $"{Name} {Version}";
}

/// <summary>One distribution requires another one.</summary>
/// <param name="Requirement">As METADATA has it.</param>
internal sealed record ClosureEdge(ClosureNode From, ClosureNode To, string Requirement);

/// <summary>
/// Proves that a set of distributions needs nothing beyond itself: every <c>Requires-Dist</c> that applies to the environment and to the
/// extras that are wanted is in the set (else PYENV3004; PYENV5006 if an undeclared system package would do) in a version that it accepts
/// (else PYENV3005).
/// </summary>
internal sealed class DependencyClosure
{
    private readonly Dictionary<PackageName, ClosureNode> _nodes = [];
    private readonly ClosureNode[] _inOrder;
    private readonly Dictionary<PackageName, MetadataRequirement[]> _dependencies = [];
    private readonly Dictionary<PackageName, Demand[]> _demands = [];
    private readonly Dictionary<PackageName, ImmutableSortedSet<string>> _extras = [];
    private readonly HashSet<PackageName> _required = [];
    private readonly MarkerEnvironment _environment;

    /// <param name="provided">What is there without being pinned.</param>
    public DependencyClosure(IEnumerable<ClosureNode> nodes, IEnumerable<ProvidedDistribution> provided, MarkerEnvironment environment)
    {
        _environment = environment;
        ImmutableSortedSet<string> none = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        foreach (ProvidedDistribution system in provided)
            _nodes[system.Name] = new ClosureNode(system.Name, system.Version, system.Where, none, system.Metadata);
        foreach (ClosureNode node in nodes)
            _nodes[node.Name] = node;
        _inOrder = [.. _nodes.Values.OrderBy(node => node.Name)];
        var dependencies = new MetadataRequirement[_inOrder.Length][];
        ParallelWork.For(_inOrder.Length, i => dependencies[i] = DependenciesOf(_inOrder[i]), CancellationToken.None);
        for (int i = 0; i < _inOrder.Length; i++)
        {
            _dependencies[_inOrder[i].Name] = dependencies[i];
            _extras[_inOrder[i].Name] = _inOrder[i].Extras;
        }
        SpreadExtras();
        foreach (ClosureNode node in _inOrder)
            _required.UnionWith(_demands[node.Name].Select(demand => demand.Dependency.Name).Where(required => required != node.Name));
    }

    private static MetadataRequirement[] DependenciesOf(ClosureNode node) =>
    [
        .. (node.Metadata?.RequiresDist ?? [])
            .Select(MetadataRequirement.Read)
            .Where(required => !node.Overridden.Contains(required.Name))
    ];

    /// <summary>What could be imported without being declared.</summary>
    public ImmutableDictionary<PackageName, PythonVersion> Undeclared { get; init; } =
        ImmutableDictionary<PackageName, PythonVersion>.Empty;

    /// <summary>Constraints whose markers hold; a version that one of them excludes is an error.</summary>
    public ImmutableArray<DeclaredRequirement> Constraints { get; init; } = [];

    /// <summary>The names that people have written; empty where that is not known.</summary>
    public IReadOnlySet<PackageName> Written { get; init; } = PackageName.NoNames;

    /// <summary>Everything that does not fit, in order of name.</summary>
    public IEnumerable<Diagnostic> Check()
    {
        foreach (Diagnostic odd in _inOrder.SelectMany(Unreadable).Concat(_inOrder.SelectMany(UnknownExtras)))
            yield return odd;
        var missing = new Dictionary<PackageName, List<Demand>>();
        foreach (ClosureNode node in _inOrder)
        {
            foreach (Demand demand in _demands[node.Name].DistinctBy(demand => demand.Dependency.Display))
            {
                PackageName name = demand.Dependency.Name;
                if (!_nodes.TryGetValue(name, out ClosureNode? target) || target.IsProposed)
                    (missing.TryGetValue(name, out List<Demand>? demands) ? demands : missing[name] = []).Add(demand);
                else if (target.Version is { } version && !demand.Dependency.Specifiers.Contains(version, prereleases: true))
                    yield return Contradiction(demand, target);
                else if (demand.Dependency.Url is { } url && target.Where.File.Length > 0 && !IsSame(url, target.Url))
                    yield return Elsewhere(demand, target);
            }
        }
        foreach (Diagnostic excluded in Excluded())
            yield return excluded;
        foreach (PackageName name in missing.Keys.Order())
            yield return Missing(name, missing[name]);
    }

    private IEnumerable<Diagnostic> Excluded()
    {
        foreach (DeclaredRequirement constraint in Constraints)
        {
            if (constraint.CanonicalName is { } name && _nodes.TryGetValue(name, out ClosureNode? node)
                && node.Version is { } version && !constraint.Specifiers.Contains(version, prereleases: true))
            {
                yield return DiagnosticCatalog.PinContradicted.At(
                    node.Where, $"`{node}` contradicts a constraint", $"`{constraint.Display}` ({constraint.Where})",
                    "Change one of the two");
            }
        }
    }

    /// <summary>Every line of METADATA by which one distribution of the set requires another one, in order of name.</summary>
    public IEnumerable<ClosureEdge> Edges => _inOrder
        .SelectMany(node => _demands[node.Name].Where(
            demand => demand.Dependency.Name != node.Name && _nodes.ContainsKey(demand.Dependency.Name))
            .Select(demand => new ClosureEdge(node, _nodes[demand.Dependency.Name], demand.Dependency.Display)));

    /// <summary>The distributions of the set, in order of name.</summary>
    public IReadOnlyList<ClosureNode> Nodes => _inOrder;

    /// <summary>What the distributions of the set and the constraints say of the versions of a name.</summary>
    public IReadOnlyList<SpecifierSet> SpecifiersFor(PackageName name) =>
    [
        .. DemandsFor(name).Select(demand => demand.Dependency.Specifiers),
        .. Constraints.Where(constraint => constraint.CanonicalName == name).Select(constraint => constraint.Specifiers),
    ];

    /// <summary>The line that pins the first distribution that requires a name.</summary>
    public SourceSpan AskedForAt(PackageName name) => DemandsFor(name).First().Node.Where;

    private IEnumerable<Demand> DemandsFor(PackageName name) =>
        _inOrder.SelectMany(node => _demands[node.Name]).Where(demand => demand.Dependency.Name == name);

    /// <summary>The names that are required and not in the set.</summary>
    public IEnumerable<PackageName> MissingNames() => _required.Where(name => !_nodes.ContainsKey(name));

    /// <summary>What a distribution requires of the set, in order of name.</summary>
    public ImmutableArray<PackageName> RequiredBy(PackageName name) => [.. _demands[name]
        .Select(demand => demand.Dependency.Name)
        .Where(required => required != name && _nodes.ContainsKey(required))
        .Distinct()
        .Order()];

    /// <summary>Whether people have written it, or no other distribution of the set requires it.</summary>
    public bool IsDirect(PackageName name) => Written.Contains(name) || !_required.Contains(name);

    // `a` may want `b[x]`, whose extra wants `c[y]`, and so on around any circle.
    private void SpreadExtras()
    {
        var changed = new Queue<ClosureNode>(_inOrder);
        while (changed.TryDequeue(out ClosureNode? node))
        {
            _demands[node.Name] = [.. DemandsOf(node)];
            foreach (MetadataRequirement wanted in _demands[node.Name].Select(demand => demand.Dependency))
            {
                if (wanted.Extras.IsEmpty || !_extras.TryGetValue(wanted.Name, out ImmutableSortedSet<string>? known))
                    continue;
                ImmutableSortedSet<string> all = known.Union(wanted.Extras);
                if (all.Count == known.Count)
                    continue;
                _extras[wanted.Name] = all;
                changed.Enqueue(_nodes[wanted.Name]);
            }
        }
    }

    // An extra that METADATA does not provide adds nothing, as in pip.
    private IEnumerable<Demand> DemandsOf(ClosureNode node)
    {
        ImmutableSortedSet<string> extras = _extras[node.Name];
        if (!extras.IsEmpty)
            extras = extras.Intersect((node.Metadata?.ProvidesExtra ?? []).Select(extra => PackageName.Normalize(extra).Value));
        return _dependencies[node.Name]
            .Where(dependency => dependency.IsNamed
                && (dependency.Marker is not { } marker
                    || marker.Evaluate(_environment)
                    || extras.Any(extra => marker.Evaluate(_environment, extra))))
            .Select(dependency => new Demand(node, dependency));
    }

    private IEnumerable<Diagnostic> Unreadable(ClosureNode node) => _dependencies[node.Name]
        .Where(dependency => dependency.Problem is not null)
        .Select(dependency => DiagnosticCatalog.WheelMalformed.At(
            node.Where, $"METADATA of `{node}` has a line that can't be read",
            $"`Requires-Dist: {dependency.Display}`: {dependency.Problem}",
            dependency.IsNamed ? "Nothing: its name is checked all the same" : $"Pin another version of `{node.Name}`") with
        { Severity = dependency.IsNamed ? Severity.Warning : Severity.Error });

    // pip goes on without what such an extra would have brought, and warns as well.
    private IEnumerable<Diagnostic> UnknownExtras(ClosureNode node)
    {
        if (node.Metadata is null)
            yield break;
        string[] provided =
        [
            .. node.Metadata.ProvidesExtra.Select(extra => PackageName.Normalize(extra).Value).Distinct().Order(StringComparer.Ordinal)
        ];
        foreach (string extra in _extras[node.Name].Except(provided))
        {
            yield return DiagnosticCatalog.DependencyNotPinned.At(
                node.Where, $"`{node}` has no extra `{extra}`",
                provided.Length == 0 ? "it has none at all" : $"it has {string.Join(", ", provided.Select(known => $"`{known}`"))}",
                "Correct the name, or leave the extra out") with
            { Severity = Severity.Warning };
        }
    }

    private static Diagnostic Contradiction(Demand demand, ClosureNode target)
    {
        SourceSpan where = target.Where.File.Length > 0 ? target.Where : demand.Node.Where;
        return DiagnosticCatalog.PinContradicted.At(
            where, $"`{target}` contradicts what `{demand.Node}` requires",
            $"`{demand.Node}`{At(demand.Node.Where)} requires `{demand.Dependency.Display}`; "
                + $"pinned is `{target.Name}=={target.Version}`{At(target.Where)}",
            LockTool.Of(where.File) is { } tool ? $"Run `{tool.Lock}`" : "Change one of the two pins");
    }

    private static bool IsSame(Uri required, Uri? pinned) => pinned is not null && PlaceOf(required) == PlaceOf(pinned);

    // Of a repository, whichever commit is pinned.
    private static string PlaceOf(Uri url)
    {
        string place = url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.SafeUnescaped);
        int revision = url.Scheme.Contains('+', StringComparison.Ordinal) ? url.AbsolutePath.IndexOf('@', StringComparison.Ordinal) : -1;
        return revision < 0 ? place : place[..place.LastIndexOf('@')];
    }

    // What is pinned may well be the same, from a mirror: nobody but the reader knows.
    private static Diagnostic Elsewhere(Demand demand, ClosureNode target) => DiagnosticCatalog.PinContradicted.At(
        target.Where, $"`{target}` is not pinned to the file that `{demand.Node}` requires",
        $"`{demand.Node}`{At(demand.Node.Where)} requires `{demand.Dependency.Display}`; "
            + $"pinned is {(target.Url is { } other ? $"`{IndexUrl.Display(other)}`" : $"`{target.Name}=={target.Version}`")}",
        "Pin that URL with its hash, or make sure that both are the same") with
    { Severity = Severity.Warning };

    private Diagnostic Missing(PackageName name, List<Demand> demands)
    {
        PythonVersion? suggestion = _nodes.GetValueOrDefault(name)?.Version is { } proposed
            && demands.TrueForAll(demand => demand.Dependency.Specifiers.Contains(proposed, prereleases: true)) ? proposed : null;
        string chains = string.Join("; ", demands.Select(demand => $"{Chain(demand.Node)} → `{demand.Dependency.Display}`"));
        if (Undeclared.TryGetValue(name, out PythonVersion? system)
            && demands.All(demand => demand.Dependency.Specifiers.Contains(system, prereleases: true)))
        {
            return DiagnosticCatalog.UndeclaredSystemPackage.At(
                demands[0].Node.Where, $"`{name}` is required and met by an undeclared system package",
                $"{chains}; the base interpreter has `{name}` {system}",
                $"Declare `{name}=={system}` in `PythonEnvSystemPackages`, or pin `{name}`");
        }
        string pin = suggestion is null ? $"`{name}`" : $"`{name}=={suggestion}`";
        SourceSpan where = demands[0].Node.Where;
        return DiagnosticCatalog.DependencyNotPinned.At(
            where, $"`{name}` is required and not pinned", chains,
            LockTool.Of(where.File) is { } tool
                ? $"Run `{tool.Lock}`, which pins it"
                : $"Pin {pin} as well, or let `{ProposedCommand.Lock}` pin all that is missing");
    }

    /// <summary>The shortest way from a direct requirement.</summary>
    private string Chain(ClosureNode node)
    {
        var reachedFrom = new Dictionary<PackageName, PackageName>();
        var queue = new Queue<PackageName>([node.Name]);
        PackageName root = node.Name;
        while (queue.TryDequeue(out PackageName? current))
        {
            PackageName[] requirers =
            [
                .. _inOrder.Select(other => other.Name).Where(other => other != current && RequiredBy(other).Contains(current))
            ];
            root = current;
            if (requirers.Length == 0)
                break;
            foreach (PackageName requirer in requirers.Where(requirer => requirer != node.Name && reachedFrom.TryAdd(requirer, current)))
                queue.Enqueue(requirer);
        }
        var links = new List<string>();
        for (PackageName at = root; ; at = reachedFrom[at])
        {
            links.Add($"`{_nodes[at]}`");
            if (at == node.Name)
                return string.Join(" → ", links);
        }
    }

    private static string At(SourceSpan where) => where.File.Length == 0 ? "" : $" ({Path.GetFileName(where.File)}({where.Line}))";

    private sealed record Demand(ClosureNode Node, MetadataRequirement Dependency);
}

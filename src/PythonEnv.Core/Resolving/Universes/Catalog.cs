using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Universes;

/// <summary>
/// What one question needs to know of the universes, made ready once for all runs of the solver: names as numbers, releases as bits,
/// requirements with the classes in which they count.
/// </summary>
internal sealed class Catalog
{
    private readonly IUniverses _universes;
    private readonly MarkerTable _markers;
    private readonly ReleasePolicy _policy;
    private readonly ulong[] _targetsOfClass;
    private readonly Dictionary<PackageName, int> _ids = [];
    private readonly List<PackageName> _names = [];
    private readonly List<Package?> _packages = [];
    private readonly Dictionary<Release, ReleaseRequirements> _requirements = [];

    public Catalog(ResolveRequest request, IUniverses universes, ImmutableArray<TargetClass> classes)
    {
        Options = request.Options;
        Classes = classes;
        _universes = universes;
        _markers = new MarkerTable(classes);
        Targets = [.. classes.SelectMany(one => one.Targets)];
        _policy = new ReleasePolicy(Targets, request.Options);
        Declarations = new Declarations(request, _markers);
        _targetsOfClass = new ulong[classes.Length];
        int first = 0;
        for (int i = 0; i < classes.Length; i++)
        {
            _targetsOfClass[i] = ClassSet.First(classes[i].Targets.Length).Bits << first;
            first += classes[i].Targets.Length;
        }
    }

    public ResolveOptions Options { get; }

    public ImmutableArray<TargetClass> Classes { get; }

    /// <summary>Those of all classes, class by class.</summary>
    public ImmutableArray<ResolveTarget> Targets { get; }

    public Declarations Declarations { get; }

    /// <summary>The places of the targets of a class.</summary>
    public IEnumerable<int> TargetsOf(int classIndex) => new ClassSet(_targetsOfClass[classIndex]).Indices();

    /// <summary>The number of a name; names are numbered as they are met.</summary>
    public int IdOf(PackageName name)
    {
        if (!_ids.TryGetValue(name, out int id))
        {
            _ids[name] = id = _names.Count;
            _names.Add(name);
            _packages.Add(null);
        }
        return id;
    }

    public PackageName NameOf(int id) => _names[id];

    /// <summary>The package of a number; false if its universe is not there yet.</summary>
    public bool TryGet(int id, [NotNullWhen(true)] out Package? package)
    {
        package = _packages[id];
        if (package is null && _universes.TryGetPackage(_names[id], out PackageUniverse? universe))
            _packages[id] = package = Make(id, universe);
        return package is not null;
    }

    /// <summary>The package of a universe that was just fetched.</summary>
    public Package Adopt(PackageUniverse universe)
    {
        int id = IdOf(universe.Name);
        return _packages[id] ??= Make(id, universe);
    }

    /// <summary>A package whose universe is known to be there.</summary>
    public Package Get(int id) => TryGet(id, out Package? package)
        ? package
        : throw new InvalidOperationException($"the universe of {_names[id]} was asked for and has not been fetched");

    /// <summary>What a release requires; false if its metadata is not there yet.</summary>
    public bool TryGetRequirements(Package package, int bit, [NotNullWhen(true)] out ReleaseRequirements? requirements)
    {
        Release release = package.At(bit);
        if (_requirements.TryGetValue(release, out requirements))
            return true;
        if (Options.IgnoresDependencies)
            requirements = ReleaseRequirements.None;
        else if (_universes.TryGetMetadata(package.Name, release, out ReleaseMetadata? metadata))
            requirements = Prepare(metadata);
        else
            return false;
        _requirements[release] = requirements;
        return true;
    }

    /// <summary>What a release requires, whose metadata is known to be there.</summary>
    public ReleaseRequirements GetRequirements(Package package, int bit) =>
        TryGetRequirements(package, bit, out ReleaseRequirements? requirements)
        ? requirements
        : throw new InvalidOperationException($"the metadata of {package.Name} {package.At(bit)} was asked for and has not been fetched");

    private Package Make(int id, PackageUniverse universe)
    {
        var rules = new ClassRules[Classes.Length];
        for (int i = 0; i < rules.Length; i++)
            rules[i] = new ClassRules(_names[id], i, _targetsOfClass[i], Declarations, Options);
        return new Package(id, universe, rules, _policy);
    }

    private ReleaseRequirements Prepare(ReleaseMetadata metadata)
    {
        if (metadata.Refusal is { } refusal)
            return new ReleaseRequirements([], [], _markers.All, refusal);
        var dependencies = new List<Dependency>();
        ReleaseRefusal? why = null;
        ClassSet refused = ClassSet.None;
        for (int i = 0; i < (metadata.IsSameForAll ? 1 : Classes.Length); i++)
        {
            ClassSet within = metadata.IsSameForAll ? _markers.All : ClassSet.Of(i);
            foreach (Requirement requirement in metadata.RequirementsOn(i))
            {
                Add(dependencies, requirement, within);
                ClassSet undeclared = Undeclared(requirement, within);
                if (undeclared.IsEmpty)
                    continue;
                refused |= undeclared;
                why ??= new ReleaseRefusal(
                    DiagnosticCatalog.PinContradicted, $"requires `{requirement.Name}` from a URL, which only a declaration may give");
            }
        }
        return new ReleaseRequirements([.. dependencies], metadata.Extras, refused, why);
    }

    private void Add(List<Dependency> dependencies, Requirement requirement, ClassSet within)
    {
        MarkerTruth? marker = requirement.Marker is null ? null : _markers.TruthOf(requirement.Marker);
        ReadOnlySpan<RootRequirement> overrides = Declarations.OverridesOf(requirement.CanonicalName);
        if (overrides.IsEmpty)
            dependencies.Add(Make(requirement, null, within, marker));
        foreach (RootRequirement by in overrides)
            dependencies.Add(Make(Declarations.Replace(requirement, by), by, within & Declarations.ClassesOf(by), marker));
    }

    private Dependency Make(Requirement requirement, RootRequirement? by, ClassSet within, MarkerTruth? marker) => new()
    {
        Target = IdOf(requirement.CanonicalName),
        Requirement = requirement,
        Override = by,
        Extras = [.. requirement.Extras.Select(PackageName.Normalize).Distinct()],
        Within = within,
        Marker = marker,
        Text = requirement.Url ?? requirement.Specifiers.ToString(),
    };

    /// <summary>Where a release asks for a URL that no declaration gives.</summary>
    private ClassSet Undeclared(Requirement requirement, ClassSet within)
    {
        if (requirement.Url is not { } url || !Declarations.OverridesOf(requirement.CanonicalName).IsEmpty)
            return ClassSet.None;
        ClassSet declared = ClassSet.None;
        foreach (DeclaredNeed need in Declarations.NeedsFor(requirement.CanonicalName))
            declared |= need.Requirement.Url == url ? need.Classes : ClassSet.None;
        foreach (DeclaredLimit limit in Declarations.LimitsOn(requirement.CanonicalName))
            declared |= limit.Root.Requirement.Url == url ? limit.Classes : ClassSet.None;
        return new ClassSet((_markers.Of(requirement.Marker) & within).Bits & ~declared.Bits);
    }
}

/// <summary>What a release requires, made ready.</summary>
/// <param name="Extras">Those that it has.</param>
/// <param name="RefusedOn">Where it is no candidate after all.</param>
/// <param name="Refusal">Why not; null if it is one everywhere.</param>
internal sealed record ReleaseRequirements(
    ImmutableArray<Dependency> Dependencies, ImmutableArray<PackageName> Extras, ClassSet RefusedOn, ReleaseRefusal? Refusal)
{
    public static ReleaseRequirements None { get; } = new([], [], ClassSet.None, null);
}

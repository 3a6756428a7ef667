using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Universes;

/// <summary>A declared requirement as it counts.</summary>
/// <param name="Root">The line that declares it.</param>
/// <param name="Requirement">Its own, or that of the override that replaces it.</param>
/// <param name="Override">The override, or null.</param>
/// <param name="Classes">Where it counts.</param>
internal sealed record DeclaredNeed(RootRequirement Root, Requirement Requirement, RootRequirement? Override, ClassSet Classes);

/// <summary>A constraint and where it counts.</summary>
internal sealed record DeclaredLimit(RootRequirement Root, ClassSet Classes);

/// <summary>What the request says, by class and by name.</summary>
internal sealed class Declarations
{
    private readonly MarkerTable _markers;
    private readonly Dictionary<PackageName, RootRequirement[]> _overrides;
    private readonly Dictionary<PackageName, DeclaredNeed[]> _needs;
    private readonly Dictionary<PackageName, DeclaredLimit[]> _limits;
    private readonly Dictionary<PackageName, Preference[]> _preferences;

    public Declarations(ResolveRequest request, MarkerTable markers)
    {
        _markers = markers;
        _overrides = request.Overrides.GroupBy(root => root.Name).ToDictionary(group => group.Key, group => group.ToArray());
        Needs = [.. request.Requirements.SelectMany(NeedsOf)];
        _needs = Needs.GroupBy(need => need.Requirement.CanonicalName).ToDictionary(group => group.Key, group => group.ToArray());
        _limits = request.Constraints
            .Select(root => new DeclaredLimit(root, markers.Of(root.Requirement.Marker)))
            .GroupBy(limit => limit.Root.Name)
            .ToDictionary(group => group.Key, group => group.ToArray());
        _preferences = request.Preferences.GroupBy(preference => preference.Name)
            .ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>In order of declaration, without those that count nowhere.</summary>
    public ImmutableArray<DeclaredNeed> Needs { get; }

    public ReadOnlySpan<DeclaredNeed> NeedsFor(PackageName name) => _needs.GetValueOrDefault(name);

    public ReadOnlySpan<DeclaredLimit> LimitsOn(PackageName name) => _limits.GetValueOrDefault(name);

    /// <summary>The version that an existing lock holds in a class, or null.</summary>
    public PythonVersion? PreferenceFor(PackageName name, int classIndex) =>
        Array.Find(_preferences.GetValueOrDefault(name) ?? [], held => _markers.Of(held.Marker).Contains(classIndex))?.Version;

    /// <summary>The names of which an existing lock holds different versions.</summary>
    public bool IsSplitInLock(PackageName name) =>
        _preferences.TryGetValue(name, out Preference[]? held) && held.Select(preference => preference.Version).Distinct().Skip(1).Any();

    /// <summary>The overrides of a name; empty if it has none.</summary>
    public ReadOnlySpan<RootRequirement> OverridesOf(PackageName name) => _overrides.GetValueOrDefault(name);

    /// <summary>Where an override replaces what it overrides.</summary>
    public ClassSet ClassesOf(RootRequirement root) => _markers.Of(root.Requirement.Marker);

    /// <summary>The requirement of an override, with the extras of what it replaces besides its own.</summary>
    public static Requirement Replace(Requirement replaced, RootRequirement by)
    {
        Requirement own = by.Requirement;
        ImmutableArray<string> extras = [.. own.Extras.Union(replaced.Extras, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return replaced.Extras.IsEmpty ? own : new Requirement(own.Name, extras, own.Specifiers, own.Url, own.Marker);
    }

    private IEnumerable<DeclaredNeed> NeedsOf(RootRequirement root)
    {
        ClassSet classes = ClassesOf(root);
        RootRequirement[]? overrides = _overrides.GetValueOrDefault(root.Name);
        IEnumerable<DeclaredNeed> needs = overrides is null
            ? [new DeclaredNeed(root, root.Requirement, null, classes)]
            : overrides.Select(by => new DeclaredNeed(root, Replace(root.Requirement, by), by, classes & ClassesOf(by)));
        return needs.Where(need => !need.Classes.IsEmpty);
    }
}

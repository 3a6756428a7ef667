using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Pins;

/// <summary>The requirements and constraints of several files, together.</summary>
internal sealed class DeclaredSet
{
    private readonly MarkerEnvironment? _environment;
    private readonly Dictionary<PackageName, List<DeclaredRequirement>> _constraints = [];
    private readonly Lazy<ILookup<PackageName?, DeclaredRequirement>> _byName;

    public DeclaredSet(IReadOnlyList<RequirementsFile> files, MarkerEnvironment? environment)
    {
        _environment = environment;
        _byName = new(() => Requirements.Concat(Constraints).Select(line => line.Requirement!).ToLookup(line => line.CanonicalName));
        foreach (RequirementsFile file in files)
        {
            foreach (RequirementsLine line in file.Lines)
                Add(line);
        }
    }

    public List<RequirementsLine> Requirements { get; } = [];

    public List<RequirementsLine> Constraints { get; } = [];

    /// <summary>The constraints that hold wherever the requirement does.</summary>
    public IEnumerable<DeclaredRequirement> ConstraintsOf(DeclaredRequirement requirement)
    {
        if (_constraints.Count == 0 || requirement.CanonicalName is not { } name || !_constraints.TryGetValue(name, out var constraints))
            return [];
        return constraints.Where(constraint => HoldsWith(constraint, requirement));
    }

    /// <summary>
    /// What a line is compared with: lines of the same group hold together. With no environment known that is certain only for lines with
    /// the same marker. Null if the line does not hold at all.
    /// </summary>
    public string? Group(DeclaredRequirement requirement)
    {
        if (requirement.Marker is not { } marker)
            return "";
        if (_environment is null)
            return marker.ToString();
        return marker.Evaluate(_environment) ? "" : null;
    }

    /// <summary>The requirement with the specifiers of all lines of its name that hold wherever it does.</summary>
    public DeclaredRequirement Together(DeclaredRequirement requirement) => requirement with
    {
        Specifiers = SpecifierSet.Of(_byName.Value[requirement.CanonicalName]
            .Where(other => HoldsWith(other, requirement))
            .SelectMany(other => other.Specifiers.Clauses)),
    };

    private bool HoldsWith(DeclaredRequirement other, DeclaredRequirement requirement) =>
        other.Marker is null || Group(other) is { } group && group == Group(requirement);

    private void Add(RequirementsLine line)
    {
        if (line.Requirement is not { } requirement)
            return;
        (requirement.IsConstraint ? Constraints : Requirements).Add(line);
        if (!requirement.IsConstraint || requirement.CanonicalName is not { } name)
            return;
        if (!_constraints.TryGetValue(name, out List<DeclaredRequirement>? same))
            _constraints[name] = same = [];
        same.Add(requirement);
    }
}

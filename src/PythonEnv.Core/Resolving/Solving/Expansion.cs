using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>
/// Turns what declarations and releases require into incompatibilities, each once. Universes and metadata have to be there.
/// </summary>
internal sealed class Expansion(Catalog catalog, Choices choices, Propagation propagation)
{
    private static readonly VersionSet s_missing = VersionSet.Of(2, VersionSet.Absent);
    private static readonly VersionSet s_wanted = VersionSet.Of(2, 1);

    private readonly Queue<Incompatibility> _conflicts = [];

    /// <summary>The next incompatibility that was a conflict when it was found and still is; null if there is none.</summary>
    public Incompatibility? TakeConflict()
    {
        while (_conflicts.TryDequeue(out Incompatibility? conflict))
        {
            if (!propagation.Examine(conflict))
                return conflict;
        }
        return null;
    }

    /// <summary>Takes a declared requirement into account.</summary>
    public void Declare(DeclaredNeed need)
    {
        Package package = catalog.Get(catalog.IdOf(need.Requirement.CanonicalName));
        foreach (int classIndex in need.Classes.Indices())
        {
            var cause = new Cause.Wanted(need, classIndex);
            Variable version = choices.VersionOf(package, classIndex);
            VersionSet excluded = package.Full - package.MaskOf(need.Requirement);
            bool excludesAll = excluded.Equals(package.Full);
            Add(excludesAll ? new Incompatibility([], [], cause) : new Incompatibility([version], [excluded], cause));
            foreach (string extra in need.Requirement.Extras)
                Add(new Incompatibility([choices.ExtraOf(version, PackageName.Normalize(extra))], [s_missing], cause));
        }
    }

    /// <summary>Whether all that a release requires, with the extras that are wanted now, is taken into account.</summary>
    public static bool IsDone(Variable version, int bit) => version.Expanded.Contains(bit)
        && version.Extras.TrueForAll(extra => !extra.IsPositive || extra.Expanded.Contains(bit));

    /// <summary>Whether metadata and universes are there to expand a release.</summary>
    public bool IsReady(Variable version, int bit)
    {
        if (!catalog.TryGetRequirements(version.Package, bit, out ReleaseRequirements? requirements))
            return false;
        foreach (Dependency dependency in requirements.Dependencies)
        {
            bool counts = dependency.Classes.Contains(version.Class)
                || version.Extras.Exists(extra => extra.IsPositive && dependency.OnlyWith(extra.Extra!).Contains(version.Class));
            if (counts && !catalog.TryGet(dependency.Target, out _))
                return false;
        }
        return true;
    }

    /// <summary>Takes into account what a release requires in the class of a variable, with the extras that are wanted now.</summary>
    public void Expand(Variable version, int bit)
    {
        ReleaseRequirements requirements = catalog.GetRequirements(version.Package, bit);
        // An extra that is wanted only because of what is expanded here has its turn later: what it requires may not be there yet.
        List<Variable> extras = version.Extras.FindAll(extra => extra.IsPositive && !extra.Expanded.Contains(bit));
        if (!version.Expanded.Contains(bit))
        {
            version.Expanded = version.Expanded.With(bit);
            if (requirements.RefusedOn.Contains(version.Class))
            {
                var cause = new Cause.Refused(version.Package, bit, version.Class);
                Add(new Incompatibility([version], [VersionSet.Of(version.Package.Size, bit)], cause));
            }
            Expand(version, bit, null, requirements);
        }
        foreach (Variable extra in extras)
        {
            extra.Expanded = extra.Expanded.With(bit);
            Expand(version, bit, extra, requirements);
        }
    }

    private void Expand(Variable version, int bit, Variable? with, ReleaseRequirements requirements)
    {
        foreach (Dependency dependency in requirements.Dependencies)
        {
            ClassSet classes = with is null ? dependency.Classes : dependency.OnlyWith(with.Extra!);
            if (classes.Contains(version.Class))
                Require(version, bit, with, dependency);
        }
    }

    private void Require(Variable version, int bit, Variable? with, Dependency dependency)
    {
        Package target = catalog.Get(dependency.Target);
        Variable required = choices.VersionOf(target, version.Class);
        VersionSet excluded = target.Full - target.MaskOf(dependency.Requirement);
        if (required != version)
            Require(version, bit, with, dependency, required, excluded);
        else if (excluded.Contains(bit))
            Add(Make(version, bit, with, new Cause.Required(version.Package, with?.Extra, dependency, version.Class)));
        foreach (PackageName extra in dependency.Extras)
        {
            Variable presence = choices.ExtraOf(required, extra);
            if (presence != with)
                Require(version, bit, with, dependency, presence, s_missing);
        }
    }

    /// <summary>Several releases with the same requirement share an incompatibility.</summary>
    private void Require(Variable version, int bit, Variable? with, Dependency dependency, Variable required, VersionSet excluded)
    {
        Dictionary<Variable, List<Incompatibility>> known = (with ?? version).Requirements;
        if (!known.TryGetValue(required, out List<Incompatibility>? same))
            known[required] = same = [];
        foreach (Incompatibility other in same)
        {
            if (((Cause.Required)other.Cause).Dependency.Text != dependency.Text)
                continue;
            int term = other.IndexOf(version);
            other.Terms[term] = other.Terms[term].With(bit);
            if (!propagation.Grown(other, term))
                _conflicts.Enqueue(other);
            return;
        }
        var cause = new Cause.Required(version.Package, with?.Extra, dependency, version.Class);
        Incompatibility made = Make(version, bit, with, cause, required, excluded);
        same.Add(made);
        Add(made);
    }

    private static Incompatibility Make(
        Variable version, int bit, Variable? with, Cause cause, Variable? required = null, VersionSet excluded = default)
    {
        VersionSet only = VersionSet.Of(version.Package.Size, bit);
        // A requirement that no release meets forbids the release that has it, whatever else is chosen.
        if (required is null || excluded.Equals(required.Full))
            return with is null ? new([version], [only], cause) : new([version, with], [only, s_wanted], cause);
        return with is null
            ? new([version, required], [only, excluded], cause)
            : new([version, required, with], [only, excluded, s_wanted], cause);
    }

    private void Add(Incompatibility incompatibility)
    {
        if (!propagation.Add(incompatibility))
            _conflicts.Enqueue(incompatibility);
    }
}

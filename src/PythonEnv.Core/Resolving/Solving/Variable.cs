using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>
/// Something that gets one value: the version of a name in a class; whether an extra of it is wanted there (bit 1) or not (bit 0); or the
/// one
/// version that a name has in all classes.
/// </summary>
internal sealed class Variable
{
    private readonly List<Assignment> _assignments = [];

    private Variable(int id, Package package, int classIndex, VersionSet full)
    {
        Id = id;
        Package = package;
        Class = classIndex;
        Mask = Full = full;
        Expanded = VersionSet.None(package.Size);
    }

    /// <summary>Its place among the variables of the solver.</summary>
    public int Id { get; }

    public Package Package { get; }

    /// <summary>The class, or -1 for the version of all classes.</summary>
    public int Class { get; }

    public bool IsHub => Class < 0;

    /// <summary>The extra whose presence it is; null for a version.</summary>
    public PackageName? Extra { get; private init; }

    /// <summary>For an extra: the version that it belongs to; else null.</summary>
    public Variable? Owner { get; private init; }

    /// <summary>The choice that decides its version; null for an extra.</summary>
    public Choice? Choice { get; set; }

    public VersionSet Full { get; }

    /// <summary>The values that are left.</summary>
    public VersionSet Mask { get; private set; }

    /// <summary>Whether it has to have a value other than "not selected".</summary>
    public bool IsPositive => Mask.IsPositive;

    /// <summary>The bit of its release, if only one is left and it has to have one; else -1.</summary>
    public int Settled => Mask.IsPositive ? Mask.Single : -1;

    /// <summary>The releases whose requirements, or those with this extra, have become incompatibilities.</summary>
    public VersionSet Expanded { get; set; }

    /// <summary>The incompatibilities to look at when it changes.</summary>
    public List<Incompatibility> Watchers { get; } = [];

    /// <summary>The incompatibilities of what its releases require, by what is required.</summary>
    public Dictionary<Variable, List<Incompatibility>> Requirements { get; } = [];

    /// <summary>The extras of a version that anybody asked for.</summary>
    public List<Variable> Extras { get; } = [];

    public static Variable OfVersion(int id, Package package, int classIndex) => new(id, package, classIndex, package.Full);

    public static Variable OfExtra(int id, Variable owner, PackageName extra) =>
        new(id, owner.Package, owner.Class, VersionSet.Full(2)) { Extra = extra, Owner = owner };

    /// <summary>Narrows it and remembers why.</summary>
    public void Push(Assignment assignment)
    {
        _assignments.Add(assignment);
        Mask = assignment.After;
    }

    /// <summary>Takes the last narrowing back.</summary>
    public void Pop()
    {
        _assignments.RemoveAt(_assignments.Count - 1);
        Mask = _assignments.Count > 0 ? _assignments[^1].After : Full;
    }

    /// <summary>Narrows it for good, as if that had been known from the start.</summary>
    public void Establish(VersionSet allowed, Incompatibility cause)
    {
        foreach (Assignment later in _assignments)
            later.After &= allowed;
        _assignments.Insert(0, new Assignment(this, allowed, allowed, 0, -1, cause));
        Mask &= allowed;
    }

    /// <summary>The earliest narrowing after which only members of a set were left; there has to be one.</summary>
    public Assignment Satisfier(VersionSet term)
    {
        int low = 0, high = _assignments.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_assignments[middle].After.IsSubsetOf(term))
                high = middle;
            else
                low = middle + 1;
        }
        return _assignments[low];
    }
}

/// <summary>A narrowing of a variable.</summary>
/// <param name="allowed">What the cause, or the decision, leaves by itself.</param>
/// <param name="level">How many decisions had been taken.</param>
/// <param name="index">Its place in time; -1 for what was known from the start.</param>
/// <param name="cause">Null for a decision.</param>
internal sealed class Assignment(Variable variable, VersionSet allowed, VersionSet after, int level, int index, Incompatibility? cause)
{
    public Variable Variable { get; } = variable;

    public VersionSet Allowed { get; } = allowed;

    /// <summary>What is left, all earlier narrowings of the variable considered.</summary>
    public VersionSet After { get; set; } = after;

    public int Level { get; } = level;

    public int Index { get; } = index;

    public Incompatibility? Cause { get; } = cause;
}

/// <summary>A version to be chosen: that of a name in one class, or the one version of a name in all classes.</summary>
/// <param name="decider">The variable that is decided: the member itself where the choice is about one class.</param>
/// <param name="members">By class; null where nothing has asked for the name yet, or where the choice is not about the class.</param>
internal sealed class Choice(Package package, Variable decider, Variable?[] members)
{
    public Package Package { get; } = package;

    public Variable Decider { get; } = decider;

    public Variable?[] Members { get; } = members;

    /// <summary>Whether a version has to be chosen and several are left.</summary>
    public bool IsOpen => Decider.IsPositive && Decider.Settled < 0;

    /// <summary>The classes in which a version has to be chosen.</summary>
    public ClassSet Classes
    {
        get
        {
            ClassSet classes = ClassSet.None;
            for (int i = 0; i < Members.Length; i++)
            {
                if (Members[i] is { IsPositive: true })
                    classes = classes.With(i);
            }
            return classes;
        }
    }

    /// <summary>How many releases have been looked at.</summary>
    public int Tries { get; set; }

    /// <summary>How many of them were refused because of other decisions.</summary>
    public int Refusals { get; set; }
}

using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>The variables of a run, made when something first asks for them.</summary>
/// <param name="isSplit">Whether a name, by its number, may have another version in each class.</param>
internal sealed class Choices(Catalog catalog, Trail trail, Predicate<int> isSplit)
{
    private readonly Dictionary<Package, Choice?[]> _byPackage = [];
    private readonly List<Choice> _all = [];

    /// <summary>In order of discovery.</summary>
    public IReadOnlyList<Choice> All => _all;

    /// <summary>How many variables there are.</summary>
    public int VariableCount { get; private set; }

    /// <summary>
    /// The choices about a name: one for each class, the same one for all classes where they share it; null where nothing asked for it.
    /// </summary>
    public Choice?[] Of(Package package) => _byPackage.GetValueOrDefault(package) ?? [];

    /// <summary>The version of a name in a class.</summary>
    public Variable VersionOf(Package package, int classIndex)
    {
        if (!_byPackage.TryGetValue(package, out Choice?[]? choices))
            _byPackage[package] = choices = new Choice?[catalog.Classes.Length];
        Choice choice = choices[classIndex] ?? Make(package, classIndex, choices);
        return choice.Members[classIndex] ??= MakeMember(package, classIndex, choice);
    }

    /// <summary>Whether an extra of a version is wanted.</summary>
    public Variable ExtraOf(Variable version, PackageName extra)
    {
        Variable? known = version.Extras.Find(other => other.Extra == extra);
        if (known is null)
            version.Extras.Add(known = Variable.OfExtra(VariableCount++, version, extra));
        return known;
    }

    private Choice Make(Package package, int classIndex, Choice?[] choices)
    {
        bool isShared = choices.Length > 1 && !isSplit(package.Id);
        Variable decider = Variable.OfVersion(VariableCount++, package, isShared ? -1 : classIndex);
        var choice = new Choice(package, decider, new Variable?[choices.Length]);
        decider.Choice = choice;
        _all.Add(choice);
        if (isShared)
        {
            Array.Fill(choices, choice);
            return choice;
        }
        choices[classIndex] = choice;
        choice.Members[classIndex] = decider;
        Restrict(decider);
        return choice;
    }

    private Variable MakeMember(Package package, int classIndex, Choice choice)
    {
        Variable member = Variable.OfVersion(VariableCount++, package, classIndex);
        member.Choice = choice;
        Restrict(member);
        return member;
    }

    /// <summary>What holds of a version from the start: what can't be installed, and the constraints.</summary>
    private void Restrict(Variable member)
    {
        Package package = member.Package;
        VersionSet unusable = package.Versions - package.Usable(member.Class);
        if (!unusable.IsEmpty)
            trail.Establish(member, unusable, new Incompatibility([member], [unusable], new Cause.Unusable(package, member.Class)));
        foreach (DeclaredLimit limit in catalog.Declarations.LimitsOn(package.Name))
        {
            VersionSet excluded = package.Versions - package.MaskOf(limit.Root.Requirement);
            if (!limit.Classes.Contains(member.Class) || excluded.IsEmpty)
                continue;
            var cause = new Cause.Limited(limit, package, member.Class);
            trail.Establish(member, excluded, new Incompatibility([member], [excluded], cause));
        }
    }
}

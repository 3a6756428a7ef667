using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Universes;

/// <summary>A name whose universe is known: its releases as bits, which of them may be chosen where, and which is wanted most.</summary>
internal sealed class Package
{
    private readonly Dictionary<string, VersionSet> _masks = new(StringComparer.Ordinal);
    private readonly ReleasePolicy _policy;
    private readonly ClassRules[] _rules;
    private readonly VersionSet[] _usable;
    private readonly int[] _preferred;

    public Package(int id, PackageUniverse universe, ClassRules[] rules, ReleasePolicy policy)
    {
        Id = id;
        Universe = universe;
        _rules = rules;
        _policy = policy;
        Releases = [.. universe.Releases.OrderBy(release => release.Version)];
        Size = Releases.Length + 1;
        Full = VersionSet.Full(Size);
        Versions = Full - VersionSet.Of(Size, VersionSet.Absent);
        Finals = VersionSet.Where(Size, bit => !At(bit).Version.IsPrerelease);
        _usable = FindUsable();
        _preferred = [.. rules.Select(rule => rule.Preferred is { } version ? BitOf(version, rule) : VersionSet.Absent)];
    }

    public int Id { get; }

    public PackageUniverse Universe { get; }

    public PackageName Name => Universe.Name;

    /// <summary>In ascending order; the first has bit 1.</summary>
    public ImmutableArray<Release> Releases { get; }

    /// <summary>How many bits a set has.</summary>
    public int Size { get; }

    public VersionSet Full { get; }

    /// <summary>Every release.</summary>
    public VersionSet Versions { get; }

    /// <summary>The releases that are no pre-releases.</summary>
    public VersionSet Finals { get; }

    public Release At(int bit) => Releases[bit - 1];

    /// <summary>The releases that can be installed on every target of a class, whoever asks for them.</summary>
    public VersionSet Usable(int classIndex) => _usable[classIndex];

    /// <summary>The releases that specifiers or a URL admit.</summary>
    public VersionSet MaskOf(Requirement requirement)
    {
        string text = requirement.Url ?? requirement.Specifiers.ToString();
        if (!_masks.TryGetValue(text, out VersionSet mask))
        {
            _masks[text] = mask = requirement.Url is { } url
                ? VersionSet.Where(Size, bit => At(bit).Url == url)
                : VersionSet.Where(Size, bit => requirement.Specifiers.Contains(At(bit).Version));
        }
        return mask;
    }

    /// <summary>The release that an existing lock holds, if it is among some releases; else -1.</summary>
    /// <param name="classes">Where it is wanted; of different preferences that of the first counts.</param>
    public int Preferred(VersionSet among, ClassSet classes)
    {
        for (int i = 0; i < _preferred.Length; i++)
        {
            if (classes.Contains(i) && _preferred[i] != VersionSet.Absent && among.Contains(_preferred[i]))
                return _preferred[i];
        }
        return -1;
    }

    /// <summary>The most wanted of some releases, as a bit, if no lock holds any.</summary>
    /// <param name="among">At least one release.</param>
    /// <param name="classes">Where it is wanted, at least one.</param>
    public int MostWanted(VersionSet among, ClassSet classes)
    {
        bool isLow = false, putsFinalsFirst = false;
        for (int i = 0; i < _rules.Length; i++)
        {
            isLow |= classes.Contains(i) && _rules[i].IsLow;
            putsFinalsFirst |= classes.Contains(i) && _rules[i].PutsFinalsFirst;
        }
        VersionSet wanted = among & (putsFinalsFirst && among.Overlaps(Finals) ? Finals : Versions);
        return isLow ? wanted.Lowest : wanted.Highest;
    }

    /// <summary>Why a release can't be chosen on a target of a class.</summary>
    /// <param name="target">Its place among the targets of all classes, class by class.</param>
    public Exclusion WhyNot(int bit, int classIndex, int target)
    {
        ClassRules rules = _rules[classIndex];
        Release release = At(bit);
        if (rules.IsFromElsewhere(release))
            return Exclusion.OtherSource;
        Exclusion why = _policy.WhyNot(Universe, release, target, rules.OpensYanked(release));
        return why == Exclusion.None && rules.IsShutOut(release) ? Exclusion.Prerelease : why;
    }

    private VersionSet[] FindUsable()
    {
        var targets = new ulong[Size];
        for (int bit = 1; bit < Size; bit++)
        {
            ulong yankedOn = 0;
            foreach (ClassRules rules in _rules)
                yankedOn |= rules.OpensYanked(At(bit)) ? rules.Targets : 0;
            targets[bit] = _policy.Usable(Universe, At(bit), yankedOn);
        }
        return Array.ConvertAll(_rules, rules => VersionSet.Where(Size, bit =>
            (targets[bit] & rules.Targets) == rules.Targets && !rules.IsShutOut(At(bit)) && !rules.IsFromElsewhere(At(bit))));
    }

    private int BitOf(Packaging.Versions.PythonVersion version, ClassRules rules)
    {
        for (int bit = 1; bit < Size; bit++)
        {
            if (At(bit).Version == version && !rules.IsFromElsewhere(At(bit)))
                return bit;
        }
        return VersionSet.Absent;
    }
}

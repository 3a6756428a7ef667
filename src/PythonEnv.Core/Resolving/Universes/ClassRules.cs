using PythonEnv.Declarations;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Universes;

/// <summary>What the declarations open, shut and prefer among the releases of one name in one class.</summary>
internal sealed class ClassRules
{
    private readonly PrereleasePolicy _mode;
    private readonly List<Specifier> _pins = [];
    private readonly HashSet<string> _urls = new(StringComparer.Ordinal);
    private bool _namesPrerelease;

    /// <param name="targets">The targets of the class, as bits.</param>
    public ClassRules(PackageName name, int classIndex, ulong targets, Declarations declarations, ResolveOptions options)
    {
        Targets = targets;
        _mode = options.Prereleases;
        bool isDirect = false;
        foreach (DeclaredNeed need in declarations.NeedsFor(name))
        {
            if (!need.Classes.Contains(classIndex))
                continue;
            isDirect = true;
            Take(need.Requirement);
        }
        foreach (DeclaredLimit limit in declarations.LimitsOn(name))
        {
            if (limit.Classes.Contains(classIndex))
                Take(limit.Root.Requirement);
        }
        foreach (RootRequirement by in declarations.OverridesOf(name))
        {
            if (declarations.ClassesOf(by).Contains(classIndex))
                Take(by.Requirement);
        }
        Preferred = declarations.PreferenceFor(name, classIndex);
        IsLow = options.Resolution == ResolutionKind.Lowest || (options.Resolution == ResolutionKind.LowestDirect && isDirect);
    }

    public ulong Targets { get; }

    /// <summary>The version that an existing lock holds here, or null.</summary>
    public PythonVersion? Preferred { get; }

    /// <summary>Whether the oldest is wanted.</summary>
    public bool IsLow { get; }

    /// <summary>Whether any final release is wanted more than any pre-release.</summary>
    public bool PutsFinalsFirst => IsLow || _mode is PrereleasePolicy.IfNecessary or PrereleasePolicy.Explicit;

    /// <summary>Whether yanked files of a release count: a declaration pins it, or the lock holds it.</summary>
    public bool OpensYanked(Release release) => release.Version == Preferred || _pins.Exists(pin => pin.Contains(release.Version));

    /// <summary>Whether a release is a pre-release that nobody allowed.</summary>
    public bool IsShutOut(Release release) => release.Version.IsPrerelease
        && (_mode == PrereleasePolicy.Disallow || (_mode == PrereleasePolicy.Explicit && !_namesPrerelease));

    /// <summary>
    /// Whether a release comes from an index where a declaration gives a URL, or from a URL that no declaration gives here.
    /// </summary>
    public bool IsFromElsewhere(Release release) => release.Url is { } url ? !_urls.Contains(url) : _urls.Count > 0;

    private void Take(Requirement requirement)
    {
        _namesPrerelease |= requirement.Specifiers.NamesPrerelease;
        foreach (Specifier clause in requirement.Specifiers.Clauses)
        {
            if (clause is { IsPrefix: false, Operator: SpecifierOperator.Equal or SpecifierOperator.Arbitrary })
                _pins.Add(clause);
        }
        if (requirement.Url is { } url)
            _urls.Add(url);
    }
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>
/// Collects what is not there yet: what the solver waits for, then what it is likely to ask for soon. For that it walks from every version
/// that is to be chosen through the most wanted releases, as far as universes and metadata are known. So one answer reaches a step deeper
/// into the graph everywhere at once, and the number of round trips is the depth of the graph.
/// </summary>
internal sealed class NeedsFinder(Catalog catalog)
{
    private readonly List<PackageName> _packages = [];
    private readonly List<NeededMetadata> _metadata = [];
    private readonly Dictionary<Release, ClassSet> _walked = [];
    private readonly Queue<Step> _queue = [];
    private readonly Dictionary<PackageName, List<Asked>> _asked = [];

    /// <summary>A name whose universe is needed.</summary>
    public void AddName(Requirement requirement, ClassSet classes) =>
        Reach(catalog.IdOf(requirement.CanonicalName), requirement, [], classes);

    /// <summary>A release that is needed, or is likely to be.</summary>
    public void AddRelease(Package package, int bit, ClassSet classes, IEnumerable<PackageName> extras) =>
        _queue.Enqueue(new Step(package, bit, classes, [.. extras]));

    /// <summary>All of it, and what follows.</summary>
    public Needs Find()
    {
        while (_queue.TryDequeue(out Step? step))
            Walk(step);
        return new Needs([.. _packages], [.. _metadata]) { Likely = Likely };
    }

    private void Walk(Step step)
    {
        Release release = step.Package.At(step.Bit);
        ClassSet walked = _walked.GetValueOrDefault(release);
        if ((walked | step.Classes) == walked)
            return;
        _walked[release] = walked | step.Classes;
        if (!catalog.TryGetRequirements(step.Package, step.Bit, out ReleaseRequirements? requirements))
        {
            if (walked.IsEmpty)
                _metadata.Add(new NeededMetadata(step.Package.Name, release));
            return;
        }
        foreach (Dependency dependency in requirements.Dependencies)
        {
            ClassSet classes = dependency.Classes;
            foreach (PackageName extra in step.Extras)
                classes |= dependency.OnlyWith(extra);
            classes &= step.Classes;
            if (!classes.IsEmpty)
                Reach(dependency.Target, dependency.Requirement, dependency.Extras, classes);
        }
    }

    private void Reach(int id, Requirement requirement, ImmutableArray<PackageName> extras, ClassSet classes)
    {
        int first = classes.Least;
        if (catalog.TryGet(id, out Package? package))
        {
            VersionSet likely = package.Usable(first) & package.MaskOf(requirement);
            if (!likely.IsEmpty)
                _queue.Enqueue(new Step(package, Likely(package, likely, classes), classes, extras));
            return;
        }
        PackageName name = catalog.NameOf(id);
        if (!_asked.TryGetValue(name, out List<Asked>? asked))
        {
            _asked[name] = asked = [];
            _packages.Add(name);
        }
        asked.Add(new Asked(requirement, first));
    }

    private Release? Likely(PackageUniverse universe)
    {
        lock (_asked)
        {
            if (!_asked.TryGetValue(universe.Name, out List<Asked>? asked))
                return null;
            Package package = catalog.Adopt(universe);
            VersionSet likely = package.Usable(asked[0].Class);
            foreach ((Requirement requirement, _) in asked)
                likely &= package.MaskOf(requirement);
            return likely.IsEmpty ? null : package.At(Likely(package, likely, ClassSet.Of(asked[0].Class)));
        }
    }

    private static int Likely(Package package, VersionSet among, ClassSet classes) =>
        package.Preferred(among, classes) is > 0 and var preferred ? preferred : package.MostWanted(among, classes);

    private sealed record Asked(Requirement Requirement, int Class);

    private sealed record Step(Package Package, int Bit, ClassSet Classes, ImmutableArray<PackageName> Extras);
}

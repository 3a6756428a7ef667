using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Solving;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Joint;

/// <summary>Walks a solution from the declarations, class by class: only what is reached is pinned, where it is reached.</summary>
internal sealed class Reachability(Catalog catalog, Solver solver)
{
    private readonly Dictionary<Release, Reached> _reached = [];
    private readonly Dictionary<ExtraOf, UnknownExtra> _unknown = [];

    public Resolution Resolve()
    {
        for (int i = 0; i < catalog.Classes.Length; i++)
            Walk(i);
        IEnumerable<Reached> inOrder = _reached.Values.OrderBy(one => one.Package.Name).ThenBy(one => one.Release.Version);
        return new Resolution(catalog.Classes, [.. inOrder.Select(one => one.ToPin())]) { UnknownExtras = [.. _unknown.Values] };
    }

    private void Walk(int classIndex)
    {
        var queue = new Queue<Visit>();
        var extras = new HashSet<ExtraOf>();
        ClassSet here = ClassSet.Of(classIndex);
        foreach (DeclaredNeed need in catalog.Declarations.Needs)
        {
            if (need.Classes.Contains(classIndex))
                Reach(catalog.IdOf(need.Requirement.CanonicalName), new PinRequirer(need.Requirement, need.Root, null, null, here));
        }
        while (queue.TryDequeue(out Visit? visit))
        {
            foreach (Dependency dependency in visit.Of.Requirements.Dependencies)
            {
                ClassSet classes = visit.With is null ? dependency.Classes : dependency.OnlyWith(visit.With);
                if (!classes.Contains(classIndex))
                    continue;
                var by = new PinRequirer(dependency.Requirement, null, visit.Of.Package.Name, visit.Of.Release.Version, here);
                Reach(dependency.Target, by);
            }
        }

        void Reach(int id, PinRequirer by)
        {
            Package package = catalog.Get(id);
            int bit = solver.ChosenFor(package, classIndex);
            Release release = package.At(bit);
            if (!_reached.TryGetValue(release, out Reached? reached))
                _reached[release] = reached = new Reached(package, release, catalog.GetRequirements(package, bit));
            if (!reached.Classes.Contains(classIndex))
            {
                reached.Classes = reached.Classes.With(classIndex);
                queue.Enqueue(new Visit(reached, null));
            }
            if (by.By != package.Name)
                reached.Add(by);
            foreach (string text in by.Requirement.Extras)
            {
                PackageName extra = PackageName.Normalize(text);
                if (!extras.Add(new ExtraOf(release, extra)))
                    continue;
                queue.Enqueue(new Visit(reached, extra));
                if (!reached.Requirements.Extras.Contains(extra))
                    _unknown.TryAdd(new ExtraOf(release, extra), new UnknownExtra(package.Name, release, extra, by));
            }
        }
    }

    /// <summary>A pin in the making.</summary>
    private sealed class Reached(Package package, Release release, ReleaseRequirements requirements)
    {
        private readonly List<PinRequirer> _by = [];

        public Package Package { get; } = package;

        public Release Release { get; } = release;

        public ReleaseRequirements Requirements { get; } = requirements;

        public ClassSet Classes { get; set; }

        public void Add(PinRequirer by)
        {
            int known = _by.FindIndex(other => other with { Classes = by.Classes } == by);
            if (known < 0)
                _by.Add(by);
            else
                _by[known] = _by[known] with { Classes = _by[known].Classes | by.Classes };
        }

        public ResolvedPin ToPin() => new(Package.Name, Release, Classes, [.. Roots(), .. Others()]);

        private IEnumerable<PinRequirer> Roots() => _by.Where(by => by.Root is not null);

        private IEnumerable<PinRequirer> Others() => _by.Where(by => by.Root is null).OrderBy(by => by.By).ThenBy(by => by.ByVersion);
    }

    /// <param name="With">The extra whose requirements are followed; null: those of the release alone.</param>
    private sealed record Visit(Reached Of, PackageName? With);

    private sealed record ExtraOf(Release Release, PackageName Extra);
}

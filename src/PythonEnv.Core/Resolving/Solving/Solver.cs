using PythonEnv.Declarations;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>
/// One run of PubGrub: conflict-driven search over what is declared, required and available. It ends with an assignment in which nothing
/// contradicts anything, or with an incompatibility that follows from the declarations alone.
/// </summary>
internal sealed class Solver
{
    /// <summary>So many releases of a name are looked at one by one.</summary>
    private const int Patience = 5;

    private const int MaxBatch = 50;

    private readonly Catalog _catalog;
    private readonly Trail _trail = new();
    private readonly Propagation _propagation;
    private readonly Choices _choices;
    private readonly Expansion _expansion;
    private readonly ConflictAnalysis _analysis = new();
    private readonly Priorities _priorities;
    private (Choice Choice, int Bit)? _tried;

    /// <param name="isSplit">Whether a name, by its number, may have another version in each class.</param>
    public Solver(Catalog catalog, Predicate<int> isSplit)
    {
        _catalog = catalog;
        _propagation = new Propagation(_trail);
        _choices = new Choices(catalog, _trail, isSplit);
        _expansion = new Expansion(catalog, _choices, _propagation);
        _priorities = new Priorities(_choices);
    }

    /// <summary>The incompatibility without terms; null as long as there is none.</summary>
    public Incompatibility? Proof { get; private set; }

    /// <summary>The release of a name that was chosen for a class, as a bit; -1 if none was.</summary>
    public int ChosenFor(Package package, int classIndex) => _choices.Of(package) is { Length: > 0 } choices
        ? choices[classIndex]?.Members[classIndex]?.Settled ?? -1
        : -1;

    /// <summary>Runs to the end, or until something has to be fetched.</summary>
    public IEnumerable<Needs> Run()
    {
        while (FindMissingDeclared() is { } needs)
            yield return needs;
        foreach (DeclaredNeed need in _catalog.Declarations.Needs)
            _expansion.Declare(need);
        while (true)
        {
            if ((_expansion.TakeConflict() ?? _propagation.Run()) is { } conflict)
            {
                if (!Learn(conflict))
                    yield break;
                continue;
            }
            if (_tried is { } tried)
            {
                _tried = null;
                if (_priorities.IsPromoted(tried.Choice, tried.Bit, out int level))
                {
                    _propagation.Backtrack(level - 1);
                    continue;
                }
            }
            List<OpenVersion> open = FindOpen();
            if (open.Count == 0)
            {
                if (_priorities.Next() is not { } choice)
                    yield break;
                open = Try(choice, MostWanted(choice));
            }
            foreach ((Variable version, int bit) in open)
            {
                while (!_expansion.IsReady(version, bit))
                    yield return FindMissing(open);
                _expansion.Expand(version, bit);
            }
        }
    }

    /// <summary>Takes back what led to a conflict.</summary>
    /// <returns>False if there is nothing to take back: the search is over.</returns>
    private bool Learn(Incompatibility conflict)
    {
        Lesson lesson = _analysis.Analyse(conflict, _choices.VariableCount);
        if (lesson.Latest is null)
        {
            Proof = lesson.Incompatibility;
            return false;
        }
        // A fact about one variable stays known for good. So nothing before the decision that ran into it has to be decided again.
        bool isFact = lesson.Incompatibility.Variables.Length == 1;
        _propagation.Backtrack(isFact ? lesson.Latest.Level - 1 : lesson.Level);
        _propagation.Reconsider(conflict);
        if (lesson.Incompatibility != conflict && !_propagation.Add(lesson.Incompatibility))
            throw new InvalidOperationException("a conflict was not resolved");
        return true;
    }

    private int MostWanted(Choice choice)
    {
        Package package = choice.Package;
        VersionSet among = choice.Decider.Mask;
        ClassSet classes = choice.Classes;
        int preferred = package.Preferred(among, classes);
        if (preferred > 0)
            return preferred;
        return Sibling(choice) is > 0 and var same ? same : package.MostWanted(among, classes);
    }

    /// <summary>
    /// What the name was decided to be in another class, if that will do: even a split name has as few versions as possible.
    /// </summary>
    private int Sibling(Choice choice)
    {
        if (choice.Decider.IsHub || _catalog.Options.Strategy != LockStrategy.Same)
            return -1;
        foreach (Choice? other in _choices.Of(choice.Package))
        {
            if (other is not null && other != choice && other.Decider.Settled is > 0 and var bit && choice.Decider.Mask.Contains(bit))
                return bit;
        }
        return -1;
    }

    /// <summary>The settled versions whose requirements are not taken into account yet.</summary>
    private List<OpenVersion> FindOpen()
    {
        List<OpenVersion> open = [];
        while (_propagation.Settled.TryDequeue(out Variable? version))
        {
            if (version.Settled is > 0 and var bit && !Expansion.IsDone(version, bit))
                open.Add(new OpenVersion(version, bit));
        }
        return open;
    }

    /// <summary>
    /// Decides for a release, if all that it requires is taken into account. Else that is looked at first: it may show that the release is
    /// impossible.
    /// </summary>
    /// <returns>What has to be looked at first.</returns>
    private List<OpenVersion> Try(Choice choice, int bit)
    {
        List<OpenVersion> open = [];
        AddOpen(open, choice, bit);
        if (open.Count == 0)
        {
            _trail.Decide(choice.Decider, bit);
            return open;
        }
        _tried = (choice, bit);
        // Of a name that was tried in vain, ever more releases are looked at together: that is one round trip, and their incompatibilities
        // are joined.
        int batch = choice.Tries < Patience ? 1 : Math.Min(choice.Tries, MaxBatch);
        VersionSet left = choice.Decider.Mask - VersionSet.Of(choice.Package.Size, bit);
        for (int i = 1; i < batch && !left.IsEmpty; i++)
        {
            int next = choice.Package.MostWanted(left, choice.Classes);
            AddOpen(open, choice, next);
            left -= VersionSet.Of(choice.Package.Size, next);
        }
        choice.Tries += batch;
        return open;
    }

    private static void AddOpen(List<OpenVersion> open, Choice choice, int bit)
    {
        foreach (Variable? member in choice.Members)
        {
            if (member is { IsPositive: true } && !Expansion.IsDone(member, bit))
                open.Add(new OpenVersion(member, bit));
        }
    }

    private Needs? FindMissingDeclared()
    {
        var finder = new NeedsFinder(_catalog);
        bool isComplete = true;
        foreach (DeclaredNeed need in _catalog.Declarations.Needs)
        {
            isComplete &= _catalog.TryGet(_catalog.IdOf(need.Requirement.CanonicalName), out _);
            finder.AddName(need.Requirement, need.Classes);
        }
        return isComplete ? null : finder.Find();
    }

    private Needs FindMissing(List<OpenVersion> open)
    {
        var finder = new NeedsFinder(_catalog);
        foreach ((Variable version, int bit) in open)
            finder.AddRelease(version.Package, bit, ClassSet.Of(version.Class), Wanted([version]));
        foreach (Choice choice in _choices.All.Where(choice => choice.Decider.IsPositive))
        {
            int bit = choice.IsOpen ? MostWanted(choice) : choice.Decider.Settled;
            finder.AddRelease(choice.Package, bit, choice.Classes, Wanted(choice.Members));
        }
        return finder.Find();
    }

    private static IEnumerable<PackageName> Wanted(IEnumerable<Variable?> versions) => versions
        .SelectMany(version => version?.Extras ?? [])
        .Where(extra => extra.IsPositive)
        .Select(extra => extra.Extra!)
        .Distinct();

    /// <param name="Bit">Of the release whose requirements are not taken into account yet.</param>
    private readonly record struct OpenVersion(Variable Version, int Bit);
}

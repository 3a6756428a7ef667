using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Conformance.Resolving;

/// <summary>What the resolver answers to a case.</summary>
/// <param name="Pins">For each environment, in their order; null if there is no solution.</param>
/// <param name="Failure">Null if there is a solution.</param>
internal sealed record CaseAnswer(IReadOnlyList<IReadOnlyDictionary<PackageName, CaseRecord>>? Pins, ResolveFailure? Failure)
{
    public static CaseAnswer To(ResolverCase @case)
    {
        HashSet<CaseRecord> opened = @case.Options.OnlyRootsOpenYanked ? [] : PinnedByAnybody(@case);
        while (true)
        {
            CaseAnswer answer = Resolve(@case, opened);
            // Nobody who is chosen pins what was opened for somebody who might have been: it is shut, and the question asked again.
            HashSet<CaseRecord> wrong = [.. (answer.Pins ?? []).SelectMany((pins, i) => new EnvironmentView(@case, i).WronglyYanked(pins))];
            if (!wrong.Overlaps(opened))
                return answer;
            opened.ExceptWith(wrong);
        }
    }

    private static CaseAnswer Resolve(ResolverCase @case, HashSet<CaseRecord> opened)
    {
        var request = new ResolveRequest
        {
            Requirements = [.. @case.Requires.Select(Root)],
            Constraints = [.. @case.Constraints.Select(Root)],
            Overrides = [.. @case.Overrides.Select(Root)],
            Preferences = [.. @case.Preferences.Select(held => new Preference(held.Key, held.Value))],
            Targets = @case.Targets,
            Options = new ResolveOptions
            {
                Prereleases = @case.Options.Prerelease switch
                {
                    "allow" => PrereleasePolicy.Allow,
                    "disallow" => PrereleasePolicy.Disallow,
                    "explicit" => PrereleasePolicy.Explicit,
                    _ => PrereleasePolicy.IfNecessary,
                },
                Resolution = @case.Options.Resolution switch
                {
                    "lowest" => ResolutionKind.Lowest,
                    "lowest-direct" => ResolutionKind.LowestDirect,
                    _ => ResolutionKind.Highest,
                },
                UploadedBefore = @case.Options.ExcludeNewer,
                IgnoresRequiresPython = @case.Options.IgnoresRequiresPython,
                IgnoresDependencies = @case.Options.IgnoresDependencies,
            },
        };
        var universes = new CaseUniverses(@case, opened, isLazy: false);
        ResolveOutcome outcome = Run(request, universes);
        SolverTimes.Measure(@case.Id, () => Run(request, universes));
        if (Show(outcome) != Show(Run(request, new CaseUniverses(@case, opened, isLazy: true))))
            throw new InvalidOperationException("the answer is another one if the universe is fetched piece by piece");
        return outcome is Resolution resolution
            ? new CaseAnswer([.. @case.Targets.Select(target => PinsOf(@case, resolution, target))], null)
            : new CaseAnswer(null, (ResolveFailure)outcome);
    }

    private static ResolveOutcome Run(ResolveRequest request, CaseUniverses universes)
    {
        var resolver = new Resolver(request, universes);
        foreach (Needs needs in resolver.Run())
            universes.Fetch(needs);
        return resolver.Outcome;
    }

    private static string Show(ResolveOutcome outcome) => outcome is Resolution resolution
        ? string.Join(' ', resolution.Pins.Select(pin => $"{pin.Name}=={pin.Release} on {pin.Classes.Bits}"))
        : string.Join(' ', [.. ((ResolveFailure)outcome).Evidence, ((ResolveFailure)outcome).Remedy]);

    private static Dictionary<PackageName, CaseRecord> PinsOf(ResolverCase @case, Resolution resolution, ResolveTarget target)
    {
        int index = 0;
        while (!resolution.Classes[index].Targets.Contains(target))
            index++;
        return resolution.On(index).ToDictionary(pin => pin.Name, pin => @case.Index.Find(pin.Name, pin.Release.Version)!);
    }

    private static HashSet<CaseRecord> PinnedByAnybody(ResolverCase @case) =>
    [
        .. from requirement in @case.Index.Packages.Values.SelectMany(records => records).SelectMany(record => record.Requires)
           where requirement.Specifiers.Clauses.Any(EnvironmentView.IsExact)
           from record in @case.Index[requirement.CanonicalName]
           where record.IsYanked && requirement.Specifiers.Contains(record.Version)
           select record,
    ];

    private static RootRequirement Root(Requirement requirement)
    {
        string text = requirement.ToString();
        return new RootRequirement(requirement, SourceSpan.None, text.Split(';')[0].Trim());
    }
}

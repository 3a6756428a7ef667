namespace PythonEnv.Resolving.Joint;

/// <summary>A smallest set that has a member in common with each of several sets.</summary>
internal static class HittingSet
{
    /// <summary>Beyond so many steps a set that is small, if not the smallest, will do.</summary>
    private const int MaxSteps = 100_000;

    /// <param name="sets">None of them empty; of equally small answers the one with the earlier members is taken.</param>
    public static HashSet<int> Smallest(IReadOnlyList<IReadOnlyList<int>> sets)
    {
        int steps = 0;
        for (int size = 1; steps < MaxSteps; size++)
        {
            HashSet<int> chosen = [];
            if (TryHit(sets, chosen, size, ref steps))
                return chosen;
        }
        return Greedy(sets);
    }

    private static bool TryHit(IReadOnlyList<IReadOnlyList<int>> sets, HashSet<int> chosen, int left, ref int steps)
    {
        IReadOnlyList<int>? open = sets.FirstOrDefault(set => !set.Any(chosen.Contains));
        if (open is null)
            return true;
        if (left == 0 || ++steps > MaxSteps)
            return false;
        foreach (int member in open)
        {
            chosen.Add(member);
            if (TryHit(sets, chosen, left - 1, ref steps))
                return true;
            chosen.Remove(member);
        }
        return false;
    }

    private static HashSet<int> Greedy(IReadOnlyList<IReadOnlyList<int>> sets)
    {
        HashSet<int> chosen = [];
        while (sets.Where(set => !set.Any(chosen.Contains)).ToList() is { Count: > 0 } open)
            chosen.Add(open.SelectMany(set => set).GroupBy(member => member).OrderByDescending(group => group.Count()).First().Key);
        return chosen;
    }
}

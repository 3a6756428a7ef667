namespace PythonEnv.Bench;

/// <param name="Name">As the table calls it.</param>
/// <param name="Prepare">What happens before each run, outside the clock.</param>
/// <param name="Run">One run, and the seconds it took.</param>
internal sealed record Contestant(string Name, Action Prepare, Func<double> Run);

/// <param name="Seconds">The counted runs, in order.</param>
internal sealed record Result(string Name, IReadOnlyList<double> Seconds)
{
    public double Median => Seconds.Order().ElementAt(Seconds.Count / 2);
}

/// <summary>Lets contestants run in turn, so that whatever else the machine does meets them all.</summary>
internal static class Contest
{
    /// <summary>One uncounted round, then the counted ones.</summary>
    public static IReadOnlyList<Result> Hold(BenchOptions options, params IReadOnlyList<Contestant> contestants)
    {
        List<double>[] seconds = [.. contestants.Select(_ => new List<double>())];
        for (int round = 0; round <= options.Rounds; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                if (seconds[i].Sum() > options.Budget.TotalSeconds)
                    continue;
                contestants[i].Prepare();
                double taken = contestants[i].Run();
                // A run that uses up the budget alone has no warm-up worth another one.
                if (round > 0 || taken > options.Budget.TotalSeconds)
                    seconds[i].Add(taken);
                Console.Error.WriteLine($"  {contestants[i].Name}: {Format.Time(taken)}{(round == 0 ? " (warm-up)" : "")}");
            }
        }
        return [.. contestants.Select((contestant, i) => new Result(contestant.Name, seconds[i]))];
    }
}

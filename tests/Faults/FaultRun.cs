using System.Collections.Immutable;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.FaultInjection;

/// <summary>One kind of fault, tried in every way that matters.</summary>
internal interface IScenario
{
    string Name { get; }

    /// <summary>Finds go to the run's tally.</summary>
    Task RunAsync(FaultRun run, CancellationToken cancellation);
}

/// <summary>What every scenario has at hand.</summary>
internal sealed class FaultRun : IDisposable
{
    private readonly TempDirectory _folder = new("faults");
    private int _sites;

    private FaultRun(FaultTally tally, int seed, int kills, string interpreter)
    {
        (Tally, Random, Kills, Interpreter) = (tally, new Random(seed), kills, interpreter);
        World.WriteTo(Wheels);
        Index = World.Serve();
    }

    public FaultTally Tally { get; }

    public Random Random { get; }

    /// <summary>How many restores to kill.</summary>
    public int Kills { get; }

    /// <summary>Path of the interpreter that all environments stand on.</summary>
    public string Interpreter { get; }

    public MadeWorld World { get; } = MadeWorld.Make();

    /// <summary>A folder of the world's wheels.</summary>
    public string Wheels => _folder["wheels"];

    /// <summary>An index of the world's wheels; faults in it are a scenario's own, which makes another.</summary>
    public LoopbackIndex Index { get; }

    /// <summary>A scenario may be left out with its reason; that is no problem, and no silence.</summary>
    public void Skip(string scenario, string reason)
    {
        Skipped.Add(reason);
        Tally.Say($"{scenario}: skipped, {reason}");
    }

    /// <summary>Why something was left out.</summary>
    public IList<string> Skipped { get; } = [];

    public static async Task<FaultRun> StartAsync(FaultTally tally, int seed, int kills, CancellationToken cancellation)
    {
        var run = new FaultRun(tally, seed, kills, ">=3.8");
        tally.Say($"seed {seed}, {kills} kills");
        Site probe = run.NewSite().Find(run.Wheels).Pin(run.World.First);
        BuildOutcome first = await probe.RestoreAsync(cancellation);
        if (first.Receipt is not { } receipt)
            throw new InvalidOperationException($"not even an undisturbed restore succeeds: {first}");
        string interpreter = receipt.Interpreter.Executable;
        run.Dispose();
        return new FaultRun(tally, seed, kills, interpreter);
    }

    /// <summary>A project in a folder of its own.</summary>
    /// <param name="root">Where to put it; null for the run's own folder.</param>
    public Site NewSite(string? root = null) =>
        new(root ?? Directory.CreateDirectory(_folder[$"site{Interlocked.Increment(ref _sites)}"]).FullName, Interpreter);

    /// <summary>A folder of the run's own.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_folder[$"{name}{Interlocked.Increment(ref _sites)}"]).FullName;

    /// <summary>
    /// Restores both sets of pins undisturbed, and keeps what a right tree at this place looks like. Leaves environment and cache absent.
    /// </summary>
    public async Task<Judge> JudgeAsync(Site site, CancellationToken cancellation)
    {
        var trees = ImmutableDictionary.CreateBuilder<string, TreeSnapshot>();
        foreach (PinSet pins in new[] { World.First, World.Second })
        {
            BuildOutcome outcome = await site.Find(Wheels).Pin(pins).RestoreAsync(cancellation);
            if (!outcome.Succeeded)
                throw new InvalidOperationException($"an undisturbed restore fails: {outcome}");
            TreeSnapshot tree = TreeSnapshot.Of(site.Location);
            if (tree.DifferenceFrom(pins) is { Length: > 0 } difference)
                throw new InvalidOperationException($"an undisturbed restore is wrong: {difference}");
            trees[pins.Name] = tree;
            site.DeleteEnvironment();
        }
        site.DeleteCache();
        return new Judge(site, Tally, trees.ToImmutable());
    }

    public void Dispose()
    {
        Index.Dispose();
        _folder.Dispose();
    }
}

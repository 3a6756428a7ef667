using System.Diagnostics;
using System.Globalization;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// kill -9 at random moments: of a first creation or a change of pins, with a cold or a warm cache, from a folder or from an index, with
/// and without hashes. Half of the moments count from the start, the other half from the first change to be seen, because most of the time
/// passes before.
/// </summary>
internal sealed class KillScenario : IScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, int> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<Kind, TimeSpan> _durations = [];

    public string Name => "kill -9";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Judge judge = await run.JudgeAsync(site, cancellation);
        for (int i = 0; i < run.Kills; i++)
        {
            var kind = new Kind(
                Creates: run.Random.Next(3) == 0, IsCold: run.Random.Next(2) == 0, FromIndex: run.Random.Next(2) == 0,
                IsHashed: run.Random.Next(2) == 0);
            PinSet pins = await ArrangeAsync(run, site, kind, cancellation);
            TimeSpan after = await KillAsync(run, site, kind, cancellation);
            run.Tally.Try();
            string state = StateOf(site);
            _states[state] = _states.GetValueOrDefault(state) + 1;
            string what = string.Create(CultureInfo.InvariantCulture, $"kill {i} of {kind} after {after.TotalMilliseconds:0} ms, {state}");
            await judge.CheckVerdictAsync(what, pins, cancellation);
            await judge.CheckNextRestoreAsync(what, pins, cancellation);
            if (i % 10 == 9)
                judge.CheckCache(what);
        }
        run.Tally.Say($"{Name}: killed {string.Join(", ", _states.OrderByDescending(state => state.Value).Select(state => $"{state.Value} × {state.Key}"))}");
    }

    private static async Task<PinSet> ArrangeAsync(FaultRun run, Site site, Kind kind, CancellationToken cancellation)
    {
        PinSet pins = run.Random.Next(2) == 0 ? run.World.First : run.World.Second;
        _ = kind.FromIndex ? site.Ask(run.Index.Simple) : site.Find(run.Wheels);
        if (kind.Creates)
            site.DeleteEnvironment();
        else if (await site.Pin(run.World.Other(pins), kind.IsHashed).RestoreAsync(cancellation) is { Succeeded: false } failed)
            run.Tally.Add($"{kind}: can't be arranged: {failed}");
        if (kind.IsCold)
            site.DeleteCache();
        site.Pin(pins, kind.IsHashed);
        return pins;
    }

    private async Task<TimeSpan> KillAsync(FaultRun run, Site site, Kind kind, CancellationToken cancellation)
    {
        using Process build = site.Start();
        await build.StandardOutput.ReadLineAsync(cancellation);
        var watch = Stopwatch.StartNew();
        TimeSpan duration = _durations.GetValueOrDefault(kind, TimeSpan.FromSeconds(1));
        double delay = run.Random.NextDouble() * duration.TotalMilliseconds;
        if (run.Random.Next(2) == 0)
        {
            while (!build.HasExited && !HasBegun(site) && watch.Elapsed < Patience)
                Thread.Yield();
            delay = watch.Elapsed.TotalMilliseconds + (run.Random.NextDouble() * duration.TotalMilliseconds / 4);
        }
        while (!build.HasExited && watch.Elapsed.TotalMilliseconds < delay)
            Thread.Yield();
        if (build.HasExited)
            _durations[kind] = watch.Elapsed;
        build.Kill();
        await build.WaitForExitAsync(cancellation);
        return watch.Elapsed;
    }

    private static bool HasBegun(Site site) =>
        Directory.Exists(site.Workspace.Staging) || (Directory.Exists(site.Location) && !File.Exists(Receipt.PathIn(site.Location)));

    private static string StateOf(Site site) =>
        (Directory.Exists(site.Location), Directory.Exists(site.Workspace.Staging), Directory.Exists(site.Workspace.Aside), File.Exists(Receipt.PathIn(site.Location))) switch
        {
            (_, true, true, _) => "between two renames",
            (_, true, false, _) => "while it was built",
            (_, false, true, _) => "with the old one aside",
            (false, _, _, _) => "before anything stood",
            (true, _, _, false) => "in the midst of a change",
            _ => Directory.Exists(site.Workspace.Removed) ? "with removed files kept" : "before or after the work",
        };

    private readonly record struct Kind(bool Creates, bool IsCold, bool FromIndex, bool IsHashed)
    {
        public override string ToString() =>
            $"{(Creates ? "a creation" : "a change")} with a {(IsCold ? "cold" : "warm")} cache from {(FromIndex ? "an index" : "a folder")}{(IsHashed ? " with hashes" : "")}";
    }
}

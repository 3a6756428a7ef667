using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// Many restores at once, each in a process of its own: over one environment, then over an environment each; always over one empty cache.
/// </summary>
internal sealed class ConcurrencyScenario(int processes) : IScenario
{
    public string Name => "concurrency";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site one = run.NewSite();
        Judge judge = await run.JudgeAsync(one, cancellation);
        one.Ask(run.Index.Simple).Pin(run.World.First);
        await RunAllAsync(run, "over one environment", Enumerable.Repeat(one, processes), cancellation);
        await judge.CheckVerdictAsync("after all", run.World.First, cancellation);
        await judge.CheckNextRestoreAsync("after all", run.World.First, cancellation);
        if (!one.IsCalledGood())
            run.Tally.Add("after restores at once there is still work to do");
        judge.CheckCache("after all");

        string cache = Path.Combine(run.NewFolder("cache"), "cache");
        List<(Site Site, Judge Judge)> many = [];
        for (int i = 0; i < processes; i++)
        {
            Site site = run.NewSite();
            many.Add((site, await run.JudgeAsync(site, cancellation)));
            site.Ask(run.Index.Simple).Pin(run.World.First).Cache = cache;
        }
        await RunAllAsync(run, "over one cache", many.Select(each => each.Site), cancellation);
        foreach ((_, Judge each) in many)
            await each.CheckNextRestoreAsync("after all over one cache", run.World.First, cancellation);
        many[0].Judge.CheckCache("after all over one cache");
        run.Tally.Say(string.Create(CultureInfo.InvariantCulture, $"{Name}: {processes} over one environment, {processes} over one cache"));
    }

    private static async Task RunAllAsync(FaultRun run, string what, IEnumerable<Site> sites, CancellationToken cancellation)
    {
        await Task.WhenAll(sites.Select(async site =>
        {
            using Process build = site.Start();
            string output = await build.StandardOutput.ReadToEndAsync(cancellation);
            string errors = await build.StandardError.ReadToEndAsync(cancellation);
            await build.WaitForExitAsync(cancellation);
            run.Tally.Try();
            if (build.ExitCode != 0)
                run.Tally.Add($"one of many {what} ends with {build.ExitCode}: {output} {errors}");
        }));
    }
}

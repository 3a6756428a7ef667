namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// A clock that was set back: everything seems to come from the future, or inputs from long ago. Where a time differs, contents decide.
/// </summary>
internal sealed class ClockScenario : IScenario
{
    public string Name => "clock set back";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Judge judge = await run.JudgeAsync(site, cancellation);
        foreach (int years in new[] { 5, -5 })
        {
            site.DeleteEnvironment();
            site.DeleteCache();
            await site.Find(run.Wheels).Pin(run.World.First).RestoreAsync(cancellation);
            string what = $"everything {Math.Abs(years)} years {(years > 0 ? "in the future" : "ago")}";
            foreach (string file in Directory.EnumerateFiles(site.Project, "*", SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).LinkTarget is null))
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddYears(years));
            run.Tally.Try();
            BuildOutcome same = await site.RestoreAsync(cancellation);
            if (!same.Succeeded || !same.Diagnostics.IsEmpty || !site.IsCalledGood())
                run.Tally.Add($"{what}: the same contents are not the same: {same}");
            await judge.CheckVerdictAsync(what, run.World.First, cancellation);

            // The links have taken the files of the cache with them into another time.
            site.Pin(run.World.Second);
            File.SetLastWriteTimeUtc(Path.Combine(site.Project, "requirements.txt"), DateTime.UtcNow.AddYears(years));
            run.Tally.Try();
            await judge.CheckVerdictAsync($"{what}, and other pins", run.World.Second, cancellation);
            await judge.CheckNextRestoreAsync($"{what}, and other pins", run.World.Second, cancellation);
        }
        run.Tally.Say($"{Name}: forward and back");
    }
}

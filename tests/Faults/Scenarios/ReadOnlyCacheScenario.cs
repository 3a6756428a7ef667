namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>A cache that can be read and not written: what it holds is used, and what it lacks is PYENV4002.</summary>
internal sealed class ReadOnlyCacheScenario : IScenario
{
    public string Name => "read-only cache";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        using SmallDisk? disk = SmallDisk.TryMount(run.NewFolder("cache"));
        if (disk is null)
        {
            run.Skip(Name, "no tmpfs can be mounted here, and permissions do not stop root");
            return;
        }
        Site site = run.NewSite();
        site.Cache = Path.Combine(disk.Folder, "cache");
        Judge judge = await run.JudgeAsync(site, cancellation);
        site.Ask(run.Index.Simple);

        await site.Pin(run.World.First, hashed: true).RestoreAsync(cancellation);
        site.DeleteEnvironment();
        disk.Remount(writable: false);
        run.Tally.Try();
        await judge.CheckNextRestoreAsync("a read-only cache that holds everything", run.World.First, cancellation);

        site.Pin(run.World.Second, hashed: true);
        run.Tally.Try();
        BuildOutcome lacking = await site.RestoreAsync(cancellation);
        if (!lacking.ErrorCodes.SequenceEqual(["PYENV4002"]))
            run.Tally.Add($"a read-only cache that lacks something: not PYENV4002 but {lacking}");
        judge.CheckStillGood("a read-only cache that lacks something", run.World.First, hashed: true);
        disk.Remount(writable: true);
        await judge.CheckNextRestoreAsync("a cache that is writable again", run.World.First, cancellation);
        run.Tally.Say($"{Name}: with and without what is wanted");
    }
}

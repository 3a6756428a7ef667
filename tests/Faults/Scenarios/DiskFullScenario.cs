using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// Small disks: the environment's, then the cache's, each smaller than the one before; and, where strace can be used, a disk that takes
/// nothing more from the n-th call on.
/// </summary>
/// <param name="steps">How many sizes of disk are tried.</param>
/// <param name="calls">The last n.</param>
internal sealed class DiskFullScenario(int steps, int calls) : IScenario
{
    private const string Code = "PYENV4002";

    public string Name => "disk full";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        await FillAsync(run, cacheIsSmall: false, cancellation);
        await FillAsync(run, cacheIsSmall: true, cancellation);
        if (Strace.IsUsable)
            await FailFromStepOnAsync(run, cancellation);
        else
            run.Skip(Name, "strace can't be used here, so that only small disks are tried");
    }

    private async Task FillAsync(FaultRun run, bool cacheIsSmall, CancellationToken cancellation)
    {
        using SmallDisk? disk = SmallDisk.TryMount(run.NewFolder("disk"));
        if (disk is null)
        {
            run.Skip(Name, "no tmpfs can be mounted here");
            return;
        }
        Site site = cacheIsSmall ? run.NewSite() : run.NewSite(disk.Folder);
        site.Cache = Path.Combine(cacheIsSmall ? disk.Folder : run.NewFolder("cache"), "cache");
        Judge judge = await run.JudgeAsync(site, cancellation);
        int full = 0;
        for (int step = 0; step < steps; step++)
        {
            foreach (bool creates in new[] { true, false })
            {
                site.DeleteEnvironment();
                disk.Roomy();
                if (cacheIsSmall)
                    site.DeleteCache();
                if (!creates && await site.Pin(run.World.First).RestoreAsync(cancellation) is { Succeeded: false } failed)
                    run.Tally.Add($"can't be arranged: {failed}");
                site.Pin(run.World.Second);
                long room = (long)(disk.Used * 0.02) + (step * step * 12_000L);
                disk.LeaveFree(room);
                string what = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(creates ? "creating" : "changing")} with {room / 1024} KB left for the {(cacheIsSmall ? "cache" : "environment")}");
                BuildOutcome outcome = await RestoreAsync(site, run, what, cancellation);
                run.Tally.Try();
                full += outcome.Succeeded ? 0 : 1;
                await CheckAsync(run, site, judge, creates, what, outcome, disk.Roomy, cancellation);
            }
        }
        run.Tally.Say($"{Name}: {2 * steps} × a small disk for the {(cacheIsSmall ? "cache" : "environment")}, {full} of them too small");
    }

    private async Task FailFromStepOnAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Judge judge = await run.JudgeAsync(site, cancellation);
        int tried = 0;
        foreach ((string kind, string names) in Strace.Changes.Where(change => change.Key is not ("unlink" or "fsync")))
        {
            foreach (bool creates in new[] { true, false })
            {
                for (int n = 1; n <= calls; n += n < 6 ? 1 : 7)
                {
                    site.Find(run.Wheels).DeleteEnvironment();
                    site.DeleteCache();
                    if (!creates)
                        await site.Pin(run.World.First).RestoreAsync(cancellation);
                    site.Pin(run.World.Second);
                    using Process build = site.Start(
                        Strace.Inject(names, string.Create(CultureInfo.InvariantCulture, $"error=ENOSPC:when={n}+")));
                    string output = await build.StandardOutput.ReadToEndAsync(cancellation);
                    string errors = await build.StandardError.ReadToEndAsync(cancellation);
                    await build.WaitForExitAsync(cancellation);
                    run.Tally.Try();
                    tried++;
                    string what = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(creates ? "creating" : "changing")} on a disk that takes no {kind} from the {n}th on");
                    if (build.ExitCode != 0 && !output.Contains($"Error {Code}", StringComparison.Ordinal))
                        run.Tally.Add($"{what}: no {Code}: {output} {errors}");
                    // Renames fail too here, which they do not on a real disk: what can't be undone must then at least not be called good.
                    await judge.CheckVerdictAsync(what, run.World.Second, cancellation);
                    await judge.CheckNextRestoreAsync(what, run.World.Second, cancellation);
                    if (build.ExitCode == 0)
                        break;
                }
            }
        }
        run.Tally.Say($"{Name}: {tried} × a disk that is full from some step on");
    }

    private static async Task<BuildOutcome> RestoreAsync(Site site, FaultRun run, string what, CancellationToken cancellation)
    {
        try
        {
            return await site.RestoreAsync(cancellation);
        }
        catch (Exception crash) when (crash is IOException or UnauthorizedAccessException)
        {
            run.Tally.Add($"{what}: it crashes: {crash}");
            return new BuildOutcome(null, []);
        }
    }

    private static async Task CheckAsync(
        FaultRun run, Site site, Judge judge, bool creates, string what, BuildOutcome outcome, Action makeRoom,
        CancellationToken cancellation)
    {
        if (!outcome.Succeeded)
        {
            if (!outcome.ErrorCodes.SequenceEqual([Code]))
                run.Tally.Add($"{what}: not {Code} but {outcome}");
            else if (!outcome.ToString().Contains(" MB for ", StringComparison.Ordinal))
                run.Tally.Add($"{what}: it does not say what is free: {outcome}");
            if (!creates)
                judge.CheckStillGood(what, run.World.First);
            site.Pin(run.World.Second);
        }
        await judge.CheckVerdictAsync(what, run.World.Second, cancellation);
        makeRoom();
        await judge.CheckNextRestoreAsync(what, run.World.Second, cancellation);
        judge.CheckCache(what);
    }
}

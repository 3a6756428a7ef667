using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>kill -9 at the n-th call of each kind that changes a file system, n counted up until the restore ends before it.</summary>
/// <param name="dense">So many of the first calls are tried one by one.</param>
/// <param name="stride">The further ones so many apart.</param>
internal sealed class StepKillScenario(int dense, int stride) : IScenario
{
    public string Name => "killed at each step";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        if (!Strace.IsUsable)
        {
            run.Skip(Name, "strace can't be used here");
            return;
        }
        Site site = run.NewSite();
        Judge judge = await run.JudgeAsync(site, cancellation);
        foreach ((string kind, string calls) in Strace.Changes)
        {
            int steps = 0;
            foreach (bool creates in new[] { true, false })
            {
                for (int n = 1; ; n += n < dense ? 1 : stride)
                {
                    PinSet pins = run.World.Second;
                    _ = n % 2 == 0 ? site.Ask(run.Index.Simple) : site.Find(run.Wheels);
                    await ArrangeAsync(run, site, creates, cancellation);
                    using Process build = site.Start(
                        Strace.Inject(calls, string.Create(CultureInfo.InvariantCulture, $"signal=KILL:when={n}")));
                    string output = await build.StandardOutput.ReadToEndAsync(cancellation);
                    await build.WaitForExitAsync(cancellation);
                    if (build.ExitCode == 0)
                        break;
                    run.Tally.Try();
                    steps++;
                    string what = string.Create(
                        CultureInfo.InvariantCulture, $"{(creates ? "a creation" : "a change")} killed at {kind} {n}");
                    if (build.ExitCode == 1)
                        run.Tally.Add($"{what}: it was not killed: {output}");
                    await judge.CheckVerdictAsync(what, pins, cancellation);
                    await judge.CheckNextRestoreAsync(what, pins, cancellation);
                    judge.CheckCache(what);
                }
            }
            run.Tally.Say($"{Name}: {steps} × {kind}");
        }
    }

    private static async Task ArrangeAsync(FaultRun run, Site site, bool creates, CancellationToken cancellation)
    {
        site.DeleteEnvironment();
        site.DeleteCache();
        if (!creates && await site.Pin(run.World.First).RestoreAsync(cancellation) is { Succeeded: false } failed)
            run.Tally.Add($"can't be arranged: {failed}");
        site.Pin(run.World.Second);
    }
}

using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// An index that misbehaves, on its pages or on its files: the right code, nothing installed, and the next build is right.
/// </summary>
internal sealed class IndexScenario : IScenario
{
    private const string Unreachable = "PYENV3007";
    private const string HashMismatch = "PYENV3006";

    public string Name => "faulty index";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        site.Variables["PIP_RETRIES"] = "1";
        site.Variables["PIP_DEFAULT_TIMEOUT"] = "1";
        Judge judge = await run.JudgeAsync(site, cancellation);
        string wheel = LoopbackIndex.FilePath(run.World.First.Wheels[3].FileName);
        string page = LoopbackIndex.PagePath("part05");
        (string What, string Path, Fault Fault, string Code)[] cases =
        [
            ("a page stalls before its headers", page, Faults.Stall(0), Unreachable),
            ("a page stalls in its body", page, Faults.Stall(40), Unreachable),
            ("a page is truncated", page, Faults.Truncate(40), Unreachable),
            ("a page answers 500", page, Faults.Status(500), Unreachable),
            ("a page answers 429", page, Faults.TooManyRequests("1"), Unreachable),
            ("a page redirects to itself", page, (request, _) => Faults.RedirectTo(
                new Uri(request.Path, UriKind.Relative))(request, null!), Unreachable),
            ("a page is no page", page, Faults.OtherBytes("{"u8.ToArray()), Unreachable),
            ("a wheel stalls", wheel, Faults.Stall(9_000), Unreachable),
            ("a wheel is truncated", wheel, Faults.Truncate(9_000), Unreachable),
            ("a wheel answers 503", wheel, Faults.Status(503), Unreachable),
            ("a wheel answers 404", wheel, Faults.Status(404), Unreachable),
            ("a wheel is another than its hash", wheel, Faults.FlippedBit, HashMismatch),
            ("a wheel hangs up", wheel, Faults.HangUp, Unreachable),
        ];
        foreach ((string what, string path, Fault fault, string code) in cases)
        {
            foreach (bool creates in new[] { true, false })
                await TryAsync(
                    run, site, judge, $"{(creates ? "creating" : "changing")} while {what}", creates, path, fault, code, cancellation);
        }
        await RecoverAsync(run, site, judge, wheel, cancellation);
        run.Tally.Say($"{Name}: {cases.Length * 2 + 2} faults");
    }

    private static async Task TryAsync(
        FaultRun run, Site site, Judge judge, string what, bool creates, string path, Fault fault, string code,
        CancellationToken cancellation)
    {
        using LoopbackIndex index = run.World.Serve();
        site.Ask(index.Simple).DeleteEnvironment();
        if (!creates)
        {
            // Of the old pins, all but the two that are looked at.
            if (!(await site.Pin(run.World.Second).RestoreAsync(cancellation)).Succeeded)
                run.Tally.Add($"{what}: can't be arranged");
        }
        site.Pin(run.World.First).DeleteCache();
        index.Inject(path, fault);
        run.Tally.Try();
        BuildOutcome outcome = await site.RestoreAsync(cancellation);
        bool isPage = path.StartsWith("/simple", StringComparison.Ordinal);
        if (!creates && outcome.Succeeded && !isPage)
        {
            // A change does not fetch what it keeps.
            await judge.CheckNextRestoreAsync(what, run.World.First, cancellation);
            return;
        }
        if (!outcome.ErrorCodes.SequenceEqual([code]))
            run.Tally.Add($"{what}: not {code} but {outcome}");
        if (creates && Directory.Exists(site.Location))
            run.Tally.Add($"{what}: something was installed");
        if (!creates)
            judge.CheckStillGood(what, run.World.Second);
        using LoopbackIndex sound = run.World.Serve();
        site.Ask(sound.Simple).Pin(run.World.First);
        await judge.CheckNextRestoreAsync(what, run.World.First, cancellation);
        judge.CheckCache(what);
    }

    /// <summary>What passes by itself is waited for.</summary>
    private static async Task RecoverAsync(FaultRun run, Site site, Judge judge, string wheel, CancellationToken cancellation)
    {
        foreach ((string what, Fault fault) in new (string, Fault)[]
        {
            ("a wheel is truncated once", Faults.Truncate(9_000)), ("429 comes once", Faults.TooManyRequests("1"))
        })
        {
            using LoopbackIndex index = run.World.Serve();
            site.Ask(index.Simple).Pin(run.World.First).DeleteEnvironment();
            site.DeleteCache();
            index.Inject(wheel, fault, times: 1);
            run.Tally.Try();
            await judge.CheckNextRestoreAsync(what, run.World.First, cancellation);
        }
    }
}

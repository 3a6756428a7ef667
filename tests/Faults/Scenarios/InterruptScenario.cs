using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// SIGINT at random moments: the build ends soon, nothing it started runs on, the environment is either the old or the new one, and the
/// next build is right.
/// </summary>
internal sealed class InterruptScenario(int times) : IScenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string Name => "SIGINT";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Judge judge = await run.JudgeAsync(site, cancellation);
        int interrupted = 0;
        for (int i = 0; i < times; i++)
        {
            PinSet pins = i % 2 == 0 ? run.World.First : run.World.Second;
            bool creates = i % 4 < 2;
            site.Ask(run.Index.Simple).DeleteEnvironment();
            if (!creates)
                await site.Pin(run.World.Other(pins)).RestoreAsync(cancellation);
            site.Pin(pins).DeleteCache();
            using Process build = site.Start();
            await build.StandardOutput.ReadLineAsync(cancellation);
            await Task.Delay(run.Random.Next(400), cancellation);
            using (Process kill = Process.Start("kill", ["-INT", build.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync(cancellation);
            string what = string.Create(CultureInfo.InvariantCulture, $"interruption {i} of {(creates ? "a creation" : "a change")}");
            if (!build.WaitForExit(Patience))
            {
                run.Tally.Add($"{what}: the build goes on");
                build.Kill(entireProcessTree: true);
                await build.WaitForExitAsync(cancellation);
            }
            run.Tally.Try();
            if (build.ExitCode is not (0 or RestoreHost.Interrupted))
                run.Tally.Add($"{what}: it ends with {build.ExitCode}: {await build.StandardOutput.ReadToEndAsync(cancellation)} {await build.StandardError.ReadToEndAsync(cancellation)}");
            if (build.ExitCode == RestoreHost.Interrupted)
            {
                interrupted++;
                if (!creates)
                    judge.CheckStillGood(what, run.World.Other(pins));
                foreach (string path in site.Pin(pins).LeftBesideEnvironment())
                    run.Tally.AddLeftover($"{what}: {path}");
            }
            foreach (string process in RunningBelow(site.Location))
                run.Tally.AddLeftover($"{what}: process {process}");
            await judge.CheckVerdictAsync(what, pins, cancellation);
            await judge.CheckNextRestoreAsync(what, pins, cancellation);
            judge.CheckCache(what);
        }
        run.Tally.Say($"{Name}: {times}, of which {interrupted} came before the end");
    }

    /// <summary>Processes whose program or arguments lie in a folder.</summary>
    private static IEnumerable<string> RunningBelow(string folder)
    {
        if (!Directory.Exists("/proc"))
            yield break;
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            string command;
            try
            {
                command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                continue;
            }
            if (command.Contains(folder, StringComparison.Ordinal))
                yield return command;
        }
    }
}

using System.Globalization;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// Files of the cache are edited at random bytes, size unchanged: unpacked archives, manifests, choices, probes, downloads. Whatever comes
/// of it, no edited byte is installed, and no build fails.
/// </summary>
internal sealed class CorruptionScenario(int times) : IScenario
{
    public string Name => "corrupted cache";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Judge judge = await run.JudgeAsync(site, cancellation);
        PinSet pins = run.World.First;
        await site.Ask(run.Index.Simple).Pin(pins, hashed: true).RestoreAsync(cancellation);
        for (int i = 0; i < times; i++)
        {
            site.DeleteEnvironment();
            string[] kinds = [.. Directory.EnumerateDirectories(site.Cache).Order(StringComparer.Ordinal)];
            string kind = kinds[i % kinds.Length];
            string[] files = [.. Directory.EnumerateFiles(kind, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
            if (files.Length == 0)
                continue;
            List<string> edited = [];
            for (int n = 0; n < 3; n++)
            {
                string file = files[run.Random.Next(files.Length)];
                if (Edit(file, run.Random))
                    edited.Add(Path.GetRelativePath(site.Cache, file));
            }
            run.Tally.Try();
            // Without hashes the choices of an index are asked for again; with them they are remembered.
            site.Pin(pins, hashed: run.Random.Next(2) == 0);
            string what = string.Create(CultureInfo.InvariantCulture, $"edit {i} of {string.Join(", ", edited)}");
            await judge.CheckNextRestoreAsync(what, pins, cancellation);
            if (run.Random.Next(4) == 0)
                Directory.Delete(Path.Combine(site.Cache, "archives-v2"), recursive: true);
        }
        run.Tally.Say($"{Name}: {times} × up to three files");
    }

    private static bool Edit(string file, Random random)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (bytes.Length == 0)
            return false;
        for (int n = 0; n < 1 + (bytes.Length / 1000); n++)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(7));
        File.WriteAllBytes(file, bytes);
        return true;
    }
}

using System.Globalization;
using PythonEnv.Declarations;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// Installed files are edited at random bytes, size and modification time unchanged, in place: the edit reaches the cache through the hard
/// link, and nothing but a hash can see it. A full verification does, and what it puts back is right.
/// </summary>
internal sealed class EditedEnvironmentScenario(int times) : IScenario
{
    public string Name => "edited environment";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Judge judge = await run.JudgeAsync(site, cancellation);
        PinSet pins = run.World.First;
        site.Find(run.Wheels).Pin(pins)[DeclaredNames.VerifyLevel] = "Full";
        await site.RestoreAsync(cancellation);
        for (int i = 0; i < times; i++)
        {
            string[] files =
            [
                .. Directory.EnumerateFiles(Path.Combine(site.Location, "lib"), "*", SearchOption.AllDirectories)
                    .Where(file => !file.EndsWith(".pyc", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
            ];
            FileInfo file = new(files[run.Random.Next(files.Length)]);
            if (file.Length == 0)
                continue;
            DateTime time = file.LastWriteTimeUtc;
            using (FileStream stream = file.Open(FileMode.Open, FileAccess.ReadWrite))
            {
                stream.Position = run.Random.NextInt64(stream.Length);
                int value = stream.ReadByte();
                stream.Position--;
                stream.WriteByte((byte)(value ^ 1));
            }
            file.LastWriteTimeUtc = time;
            run.Tally.Try();
            string what = string.Create(CultureInfo.InvariantCulture, $"edit {i} of {Path.GetRelativePath(site.Location, file.FullName)}");
            if ((await site.VerifyAsync(cancellation)).Succeeded)
                run.Tally.AddWronglyGood($"{what}: Verify passes");
            BuildOutcome mended = await site.RestoreAsync(cancellation);
            if (!mended.Succeeded)
                run.Tally.Add($"{what}: it is not mended: {mended}");
            else if (judge.Difference(pins) is { Length: > 0 } difference)
                run.Tally.AddWronglyGood($"{what}: after mending: {difference}");
        }
        run.Tally.Say($"{Name}: {times}");
    }
}

using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Environments;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// Two environments of one cache; in one of them an installed file is deleted, cut, edited in place, replaced, touched, or one is added. The
/// next default build of it finds that, Verify too, and it is mended. The other one, whose files may be the same ones, is right after its next
/// build. A file that was only touched is the same file.
/// </summary>
internal sealed class RandomEditScenario(int times) : IScenario
{
    private static readonly string[] Kinds = ["delete", "cut", "edit in place", "replace", "touch", "add"];

    public string Name => "random edits";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Site other = run.NewSite();
        other.Cache = site.Cache;
        PinSet pins = run.World.First;
        Judge judge = await run.JudgeAsync(site, cancellation);
        Judge beside = await run.JudgeAsync(other, cancellation);
        await site.Find(run.Wheels).Pin(pins).RestoreAsync(cancellation);
        await other.Find(run.Wheels).Pin(pins).RestoreAsync(cancellation);
        for (int i = 0; i < times; i++)
        {
            string kind = Kinds[run.Random.Next(Kinds.Length)];
            if (Edit(run, site, kind) is not { } file)
                continue;
            run.Tally.Try();
            string what = string.Create(CultureInfo.InvariantCulture, $"{Name} {i}: {kind} {Path.GetRelativePath(site.Location, file)}");
            await CheckAsync(run, site, judge, pins, kind, what, cancellation);
            BuildOutcome next = await other.RestoreAsync(cancellation);
            if (!next.Succeeded || !other.IsCalledGood())
                run.Tally.Add($"{what}: the other environment is not good: {next}");
            else if (beside.Difference(pins) is { Length: > 0 } leak)
                run.Tally.AddWronglyGood($"{what}: the other environment: {leak}");
        }
        run.Tally.Say($"{Name}: {times}");
    }

    private static async Task CheckAsync(FaultRun run, Site site, Judge judge, PinSet pins, string kind, string what, CancellationToken cancellation)
    {
        if (site.IsCalledGood())
            run.Tally.AddWronglyGood($"{what}: the quick look finds nothing to do");
        site[DeclaredNames.Mode] = "Verify";
        BuildOutcome verified = await site.RestoreAsync(cancellation);
        site[DeclaredNames.Mode] = "";
        if (verified.Succeeded != (kind == "touch"))
            run.Tally.AddWronglyGood($"{what}: Verify says {verified}");
        BuildOutcome mended = await site.RestoreAsync(cancellation);
        if (!mended.Succeeded || !site.IsCalledGood())
            run.Tally.Add($"{what}: it is not mended: {mended}");
        else if (judge.Difference(pins) is { Length: > 0 } difference)
            run.Tally.AddWronglyGood($"{what}: after mending: {difference}");
    }

    private static string? Edit(FaultRun run, Site site, string kind)
    {
        string[] files =
        [
            .. FileList.Read(site.Location, File.ReadAllBytes(FileList.PathIn(site.Location))).Keys
                .Where(path => !path.EndsWith(".pyc", StringComparison.Ordinal) && new FileInfo(path).Length > 0).Order(StringComparer.Ordinal),
        ];
        string file = files[run.Random.Next(files.Length)];
        byte[] content = File.ReadAllBytes(file);
        switch (kind)
        {
            case "delete":
                File.Delete(file);
                break;
            case "cut":
                using (FileStream stream = new(file, FileMode.Open))
                    stream.SetLength(run.Random.NextInt64(stream.Length));
                break;
            case "edit in place":
                content[run.Random.Next(content.Length)] ^= 1;
                using (FileStream stream = new(file, FileMode.Open))
                    stream.Write(content);
                break;
            case "replace":
                DateTime time = File.GetLastWriteTimeUtc(file);
                content[run.Random.Next(content.Length)] ^= 1;
                File.Delete(file);
                File.WriteAllBytes(file, content);
                File.SetLastWriteTimeUtc(file, time);
                break;
            case "touch":
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
                break;
            default:
                string folder = Path.GetDirectoryName(file)!;
                if (!folder.Contains("site-packages", StringComparison.Ordinal))
                    return null;
                file = Path.Combine(folder, $"added_{run.Random.Next()}.py");
                File.WriteAllText(file, "");
                break;
        }
        return file;
    }
}

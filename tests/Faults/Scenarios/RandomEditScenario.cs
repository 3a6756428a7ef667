using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Environments.Proving;
using PythonEnv.TestSupport;

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>
/// Two environments of one cache; in one of them an installed file is deleted, cut, edited in place, replaced, touched, or one is added.
/// The next default build of it finds that, Verify too, and it is mended. The other one, whose files may be the same ones, is right after
/// its next build. A file that was only touched is the same file.
/// </summary>
/// <param name="times">Edits of each set.</param>
/// <param name="locks">The real sets to edit, by the name of their lock; none for the made world.</param>
internal sealed class RandomEditScenario(int times, params string[] locks) : IScenario
{
    private const string Suite = "bookworm";
    private const string SuitePython = "3.11";
    private static readonly string[] Kinds = ["delete", "cut", "edit in place", "replace", "touch", "add"];

    public string Name => locks.Length == 0 ? "random edits" : "random edits of real distributions";

    public async Task RunAsync(FaultRun run, CancellationToken cancellation)
    {
        if (locks.Length == 0)
        {
            await EditAsync(run, site => site.Find(run.Wheels).Pin(run.World.First), cancellation);
            return;
        }
        if (!Wheelhouse.IsMade(Suite)
            || !MachineInterpreters.OfPyenv.Keys.Any(version => version.StartsWith(SuitePython + ".", StringComparison.Ordinal)))
        {
            run.Skip(Name, $"the wheelhouse `{Suite}` or a Python {SuitePython} of pyenv is missing");
            return;
        }
        foreach (string name in locks)
            await EditAsync(run, site => DeclareReal(site, name), cancellation);
    }

    private static void DeclareReal(Site site, string name)
    {
        site.Find(Wheelhouse.Folder(Suite))[DeclaredNames.Interpreter] = MachineInterpreters.Pyenv(SuitePython);
        File.Copy(Wheelhouse.Lock(name), Path.Combine(site.Project, "requirements.txt"));
    }

    private async Task EditAsync(FaultRun run, Action<Site> declare, CancellationToken cancellation)
    {
        Site site = run.NewSite();
        Site other = run.NewSite();
        other.Cache = site.Cache;
        foreach (Site each in new[] { site, other })
        {
            declare(each);
            BuildOutcome first = await each.RestoreAsync(cancellation);
            if (!first.Succeeded)
                throw new InvalidOperationException($"an undisturbed restore fails: {first}");
        }
        TreeSnapshot right = TreeSnapshot.Of(site.Location);
        TreeSnapshot beside = TreeSnapshot.Of(other.Location);
        for (int i = 0; i < times; i++)
        {
            string kind = Kinds[run.Random.Next(Kinds.Length)];
            if (Edit(run, site, kind) is not { } file)
                continue;
            run.Tally.Try();
            string what = string.Create(CultureInfo.InvariantCulture, $"{Name} {i}: {kind} {Path.GetRelativePath(site.Location, file)}");
            await CheckAsync(run, site, right, kind, what, cancellation);
            BuildOutcome next = await other.RestoreAsync(cancellation);
            if (!next.Succeeded || !other.IsCalledGood())
                run.Tally.Add($"{what}: the other environment is not good: {next}");
            else if (TreeSnapshot.Of(other.Location).DifferenceFrom(beside) is { Length: > 0 } leak)
                run.Tally.AddWronglyGood($"{what}: the other environment: {leak}");
        }
        run.Tally.Say($"{Name}: {times}");
    }

    private static async Task CheckAsync(
        FaultRun run, Site site, TreeSnapshot right, string kind, string what, CancellationToken cancellation)
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
        else if (TreeSnapshot.Of(site.Location).DifferenceFrom(right) is { Length: > 0 } difference)
            run.Tally.AddWronglyGood($"{what}: after mending: {difference}");
    }

    private static string? Edit(FaultRun run, Site site, string kind)
    {
        string[] files =
        [
            .. FileList.Read(site.Location, File.ReadAllBytes(FileList.PathIn(site.Location))).Keys
                .Where(path => !path.EndsWith(".pyc", StringComparison.Ordinal) && new FileInfo(path) is { Exists: true, Length: > 0, LinkTarget: null })
                .Order(StringComparer.Ordinal),
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

using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Bench.Suites;

/// <summary>
/// A lock of names alone, for this machine: of nothing, and of what the index said before. Each tool asks the index about every name, and
/// hears that the page is what it was.
/// </summary>
internal static class LockSuite
{
    private const int Count = 600;

    // A page has an ETag beside it: whoever keeps it asks whether it still is that one.
    private const string AskAgain = "max-age=0";

    private const string Platforms = "win-x64;win-arm64;linux-x64;linux-musl-x64;osx-x64;osx-arm64";

    public static void Run(Workbench bench, LoopbackIndex index, string lockName)
    {
        string names = NamesOf(File.ReadAllText(bench.Options.Lock(lockName)));
        string[] source = ["--index-url", index.Simple.ToString()];
        index.CacheControl = AskAgain;
        SampleProject project = Project(bench, $"lock-{lockName}", names, index);
        string input = InputOf(project);
        bench.Report.Add($"lock of `{lockName}`, nothing cached", Contest.Hold(bench.Options,
        [
            Lock(project, () => Folders.Remove(bench.Cache)),
            .. bench.Resolvers(input, cold: true, source),
        ]));
        bench.Report.Add($"lock of `{lockName}`, asked again", Contest.Hold(bench.Options,
        [
            Lock(project),
            .. bench.Resolvers(input, cold: false, source),
        ]));
        index.CacheControl = null;
    }

    /// <summary>Pure distributions, so that every platform has a file of each.</summary>
    public static void RunForPlatforms(Workbench bench)
    {
        var wheels = MadeWheels.Small(Count);
        using LoopbackIndex index = wheels.Serve();
        string names = NamesOf(wheels.Requirements(isHashed: false));
        SampleProject six = Project(bench, "lock-six", names, index, ("PythonEnvTargetRids", Platforms));
        SampleProject one = Project(bench, "lock-one", names, index);
        bench.Report.Add(
            $"lock of {Count} distributions for six platforms",
            Contest.Hold(bench.Options, Lock(six), Lock(one) with { Name = "for this machine" }));
    }

    private static SampleProject Project(
        Workbench bench, string name, string names, LoopbackIndex index, params (string Name, string Value)[] properties)
    {
        SampleProject project = bench.WithRequirements(name, names, [("PythonEnvIndexUrl", index.Simple.ToString()), .. properties]);
        File.Move(project.RequirementsFile, InputOf(project));
        return project;
    }

    private static Contestant Lock(SampleProject project, Action? prepare = null) => new("this package", () =>
    {
        File.Delete(project.RequirementsFile);
        prepare?.Invoke();
    }, () => project.Lock().Task);

    private static string InputOf(SampleProject project) => Path.Combine(project.Folder, "requirements.in");

    private static string NamesOf(string pins) => string.Concat(pins
        .Split('\n')
        .Where(line => line.Contains("==", StringComparison.Ordinal))
        .Select(line => line.Split("==")[0].Trim() + "\n"));
}

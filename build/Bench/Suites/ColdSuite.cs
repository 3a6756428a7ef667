using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Bench.Suites;

/// <summary>A first installation: nothing is in any cache.</summary>
internal static class ColdSuite
{
    /// <param name="floors">Whether to hash and to unpack the wheels as well, without anything else.</param>
    public static void Run(Workbench bench, string lockName, bool floors)
    {
        SampleProject project = bench.WithPackage($"cold-{lockName}", lockName, bench.FromWheelhouse);
        string unzipped = bench["unzipped"];
        bench.Report.Add($"cold installation of `{lockName}` from a folder", Contest.Hold(bench.Options,
        [
            Workbench.Rebuild(project, () => Folders.Remove(bench.Cache)),
            .. bench.Rivals(lockName, cold: true, bench.WheelhouseArguments),
            .. floors ? Floors(bench, project, unzipped) : [],
        ]));
        Folders.Remove(unzipped);
    }

    /// <summary>From a simple index on loopback that serves METADATA beside the wheels (PEP 658).</summary>
    public static void RunFromIndex(Workbench bench, LoopbackIndex index, string lockName)
    {
        SampleProject project = bench.WithPackage($"index-{lockName}", lockName, ("PythonEnvIndexUrl", index.Simple.ToString()));
        bench.Report.Add($"cold installation of `{lockName}` from an index on loopback", Contest.Hold(bench.Options,
        [
            Workbench.Rebuild(project, () => Folders.Remove(bench.Cache)),
            .. bench.Rivals(lockName, cold: true, ["--index-url", index.Simple.ToString()]),
        ]));
    }

    private static Contestant[] Floors(Workbench bench, SampleProject project, string unzipped)
    {
        List<string> wheels = Wheels(bench, project);
        return
        [
            bench.Command("`sha256sum` of the wheels", unzipped, "sha256sum", [.. wheels]),
            bench.Command(
                "`unzip` of the wheels", unzipped, "sh", ["-c", "for wheel; do unzip -qo \"$wheel\" -d \"$0\"; done", unzipped, .. wheels]),
        ];
    }

    // What was installed says which wheels the lock means.
    private static List<string> Wheels(Workbench bench, SampleProject project)
    {
        project.Build();
        HashSet<string> installed = [.. Directory
            .EnumerateDirectories(project.Location, "*.dist-info", SearchOption.AllDirectories)
            .Select(folder => Path.GetFileNameWithoutExtension(folder))];
        return [.. Directory
            .EnumerateFiles(bench.Options.Wheelhouse, "*.whl")
            .Where(wheel => installed.Contains(string.Join('-', Path.GetFileName(wheel).Split('-')[..2])))];
    }
}

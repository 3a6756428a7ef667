namespace PythonEnv.Bench.Suites;

/// <summary>A first installation of one large wheel, against reading and unpacking it alone.</summary>
internal static class LargeWheelSuite
{
    public static void Run(Workbench bench)
    {
        string folder = bench["large"];
        string requirements = MadeWheels.WriteLarge(folder);
        string wheel = Directory.EnumerateFiles(folder, "*.whl").Single();
        string unzipped = bench["unzipped"];
        SampleProject project = bench.WithRequirements(
            "large-project", requirements, ("PythonEnvFindLinks", folder), ("PythonEnvNoIndex", "true"));
        List<Contestant> contestants =
        [
            Workbench.Rebuild(project, () => Folders.Remove(bench.Cache)),
            bench.Command("`sha256sum` of it", unzipped, "sha256sum", wheel),
            bench.Command("`unzip` of it", unzipped, "unzip", "-qo", wheel, "-d", unzipped),
        ];
        if (bench.HasUv)
            contestants.Add(bench.Uv(project.RequirementsFile, cold: true, "--no-index", "--find-links", folder));
        bench.Report.Add(
            $"cold installation of one wheel of {Format.Megabytes(new FileInfo(wheel).Length)}", Contest.Hold(bench.Options, contestants));
        foreach (string made in (ReadOnlySpan<string>)[project.Folder, folder, unzipped, bench.Cache])
            Folders.Remove(made);
    }
}

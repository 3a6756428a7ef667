namespace PythonEnv.Bench.Suites;

/// <summary>What goes along with a project: a build of vendored files, and the Python that is published with it.</summary>
internal static class DeploySuite
{
    private const string Lock = "all";

    public static void Run(Workbench bench)
    {
        SampleProject warm = bench.WithPackage("warm", Lock, bench.FromWheelhouse);
        warm.Build();
        SampleProject vendored = bench.WithPackage("vendored", Lock, bench.FromWheelhouse);
        vendored.Vendor();
        bench.Report.Add(
            $"warm rebuild of `{Lock}`, vendored",
            Contest.Hold(bench.Options, Workbench.Rebuild(vendored), Workbench.Rebuild(warm) with { Name = "from the folder of wheels" }));

        string published = bench["published"];
        string copy = bench["site-packages"];
        string site = Directory.GetDirectories(warm.Location, "site-packages", SearchOption.AllDirectories)[0];
        bench.Report.Add($"`{Lock}` published", Contest.Hold(
            bench.Options,
            new Contestant("this package", () => Folders.Remove(published), () => warm.PublishTo(published).Task),
            bench.Command("`cp -a` of its site-packages", copy, "cp", "-a", site, copy)));
        Folders.Remove(published);
        Folders.Remove(copy);
    }
}

namespace PythonEnv.Bench.Suites;

/// <summary>A warm environment with byte-code, against one without.</summary>
internal static class CompileSuite
{
    public static void Run(Workbench bench)
    {
        SampleProject compiled = bench.WithPackage("compiled", "all", [.. bench.FromWheelhouse, ("PythonEnvCompile", "true")]);
        SampleProject plain = bench.WithPackage("plain", "all", bench.FromWheelhouse);
        IReadOnlyList<Result> results = Contest.Hold(
            bench.Options, Workbench.Rebuild(compiled) with { Name = "with byte-code" },
            Workbench.Rebuild(plain) with { Name = "without byte-code" });
        (double with, double without) = (results[0].Median, results[1].Median);
        bench.Report.Add(
            "warm rebuild of `all` with byte-code", Format.Time(with), $"without byte-code: {Format.Time(without)}",
            Format.Ratio(without, with));
    }
}

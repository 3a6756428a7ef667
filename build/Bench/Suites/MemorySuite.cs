namespace PythonEnv.Bench.Suites;

/// <summary>The most memory that a build with a cold installation takes, over what the project takes without the package.</summary>
internal static class MemorySuite
{
    public static void Run(Workbench bench)
    {
        SampleProject with = bench.WithPackage("memory", "all", bench.FromWheelhouse);
        SampleProject without = bench.WithoutPackage("memory-without");
        List<long> own = [];
        List<long> other = [];
        bench.Commands.WatchesMemory = true;
        for (int round = 0; round < bench.Options.Rounds; round++)
        {
            with.RemoveEnvironment();
            Folders.Remove(bench.Cache);
            own.Add(with.Build().Command.PeakBytes);
            other.Add(without.Build().Command.PeakBytes);
        }
        bench.Commands.WatchesMemory = false;
        long over = Median(own) - Median(other);
        bench.Report.Add(
            "peak memory of a cold installation of `all`", Format.Megabytes(Median(own)),
            $"the project without the package: {Format.Megabytes(Median(other))}", $"+{Format.Megabytes(over)}");
    }

    private static long Median(List<long> values) => values.Order().ElementAt(values.Count / 2);
}

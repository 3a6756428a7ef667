namespace PythonEnv.Bench.Suites;

/// <summary>A build with nothing to do, against the same project without the package.</summary>
internal static class NoOpSuite
{
    // A difference of a few milliseconds in half a second shows only in many pairs.
    private const int RoundsForOne = 5;

    public static void Run(Workbench bench)
    {
        SampleProject with = bench.WithPackage("no-op", "all", bench.FromWheelhouse);
        SampleProject without = bench.WithoutPackage("no-op-without");
        with.Build();
        without.Build();
        List<double> own = [];
        IReadOnlyList<Result> results = Contest.Hold(
            bench.Options with { Rounds = RoundsForOne * bench.Options.Rounds },
            new Contestant("with the package", Nothing, () =>
            {
                BuildTime time = with.Build();
                own.Add(time.Task);
                return time.Command.Elapsed.TotalSeconds;
            }),
            new Contestant("without the package", Nothing, () => without.Build().Command.Elapsed.TotalSeconds));
        (double one, double other) = (results[0].Median, results[1].Median);
        double more = new Result("", [.. results[0].Seconds.Zip(results[1].Seconds, (with, without) => with - without)]).Median;
        bench.Report.Add("nothing to do, whole `dotnet build`", Format.Time(one), $"the project without the package: {Format.Time(other)}", Format.Change(more / other));
        double task = new Result("", own[1..]).Median;
        bench.Report.Add("nothing to do, the task alone", Format.Time(task), "the whole build", Format.Percent(task / other));
        bench.Report.Add("nothing to do, compiled meanwhile", Format.Count(with.BuildAndCountCompiled(), "method", "methods"), "", "");
        if (bench.Commands.Has("strace", "-V"))
            AddProcesses(bench, Trace(bench, with), Trace(bench, without));
    }

    private static void AddProcesses(Workbench bench, BuildTrace with, BuildTrace without) => bench.Report.Add(
        "nothing to do, as strace sees it",
        Describe(with),
        $"the project without the package: {Describe(without)}",
        with.Programs.SequenceEqual(without.Programs) && with.Connections == without.Connections ? "the same" : "differs");

    private static string Describe(BuildTrace trace) =>
        $"{Format.Count(trace.Programs.Count, "process", "processes")}, {Format.Count(trace.Connections, "connection", "connections")}";

    private static BuildTrace Trace(Workbench bench, SampleProject project)
    {
        string log = bench["strace.log"];
        bench.Commands.Run(project.Folder, "strace", ["-f", "-qq", "-e", "trace=execve,connect", "-o", log, "dotnet", .. SampleProject.Arguments]);
        return BuildTrace.Read(log);
    }

    private static void Nothing()
    {
    }
}

namespace PythonEnv.Bench.Suites;

/// <summary>
/// A build with nothing to do, against the same project without the package. The task's own time includes the proof of every installed
/// file: what a large environment takes more than a small one is that, and its longer receipt.
/// </summary>
internal static class NoOpSuite
{
    // A difference of a few milliseconds in half a second shows only in many pairs.
    private const int RoundsForOne = 5;

    public static void Run(Workbench bench)
    {
        SampleProject large = bench.WithPackage("no-op-all", "all", bench.FromWheelhouse);
        SampleProject small = bench.WithPackage("no-op-flask", "flask", bench.FromWheelhouse);
        SampleProject without = bench.WithoutPackage("no-op-without");
        large.Build();
        small.Build();
        without.Build();
        List<double> largeTask = [];
        List<double> smallTask = [];
        IReadOnlyList<Result> results = Contest.Hold(
            bench.Options with { Rounds = RoundsForOne * bench.Options.Rounds },
            Build("`all`", large, largeTask),
            Build("`flask`", small, smallTask),
            Build("without the package", without, []));
        AddTimes(bench, results[0], largeTask, results[2]);
        AddTimes(bench, results[1], smallTask, results[2]);
        bench.Report.Add("nothing to do, compiled meanwhile", Format.Count(large.BuildAndCountCompiled(), "method", "methods"), "", "");
        if (bench.Commands.Has("strace", "-V"))
            AddProcesses(bench, Trace(bench, large), Trace(bench, without));
    }

    private static Contestant Build(string name, SampleProject project, List<double> tasks) => new(name, static () => { }, () =>
    {
        BuildTime time = project.Build();
        tasks.Add(time.Task);
        return time.Command.Elapsed.TotalSeconds;
    });

    private static void AddTimes(Workbench bench, Result with, List<double> tasks, Result without)
    {
        double more = new Result("", [.. with.Seconds.Zip(without.Seconds, (one, other) => one - other)]).Median;
        bench.Report.Add(
            $"nothing to do with {with.Name}, whole `dotnet build`", Format.Time(with.Median),
            $"the project without the package: {Format.Time(without.Median)}", Format.Change(more / without.Median));
        double task = new Result("", tasks[1..]).Median;
        bench.Report.Add(
            $"nothing to do with {with.Name}, the task alone", Format.Time(task), "the whole build", Format.Percent(task / without.Median));
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
        bench.Commands.Run(
            project.Folder, "strace", ["-f", "-qq", "-e", "trace=execve,connect", "-o", log, "dotnet", .. SampleProject.Arguments]);
        return BuildTrace.Read(log);
    }
}

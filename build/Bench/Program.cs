using System.Globalization;
using System.Runtime.InteropServices;
using PythonEnv.Bench;
using PythonEnv.Bench.Suites;
using PythonEnv.TestSupport.Loopback;

if (BenchOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

string[] sets = ["flask", "data", "all"];
try
{
    var bench = new Workbench(options);
    var suites = new List<(string Name, Action Run)> { ("no-op", () => NoOpSuite.Run(bench)) };
    suites.AddRange(sets.Select(set => ("rebuild", (Action)(() => RebuildSuite.Run(bench, set, floor: set == "all")))));
    suites.AddRange(sets.Select(set => ("cold", (Action)(() => ColdSuite.Run(bench, set, floors: set == "all")))));
    suites.Add(("cold", () =>
    {
        using LoopbackIndex index = new LoopbackIndex().AddFolder(options.Wheelhouse);
        foreach (string set in sets)
            ColdSuite.RunFromIndex(bench, index, set);
    }
    ));
    suites.Add(("lock", () =>
    {
        using LoopbackIndex index = new LoopbackIndex().AddFolder(options.Wheelhouse);
        foreach (string set in sets)
            LockSuite.Run(bench, index, set);
        LockSuite.RunForPlatforms(bench);
    }
    ));
    suites.Add(("solution", () => SolutionSuite.Run(bench, "flask")));
    suites.Add(("many", () => ManySuite.Run(bench)));
    suites.Add(("latency", () => LatencySuite.Run(bench)));
    suites.Add(("growth", () => GrowthSuite.Run(bench)));
    suites.Add(("large", () => LargeWheelSuite.Run(bench)));
    suites.Add(("pin", () => ChangedPinSuite.Run(bench)));
    suites.Add(("compile", () => CompileSuite.Run(bench)));
    suites.Add(("deploy", () => DeploySuite.Run(bench)));
    suites.Add(("agents", () => AgentsSuite.Run(bench)));
    suites.Add(("memory", () => MemorySuite.Run(bench)));
    if (options.Only.FirstOrDefault(only => suites.TrueForAll(suite => suite.Name != only)) is { } unknown)
    {
        Console.Error.WriteLine($"there is no suite `{unknown}`\n\n{BenchOptions.Usage}");
        return 2;
    }
    foreach ((string name, Action run) in suites.Where(suite => options.Includes(suite.Name)))
    {
        Console.Error.WriteLine(name);
        run();
    }
    Console.WriteLine(Description(bench));
    Console.WriteLine();
    bench.Report.Write(Console.Out);
    return 0;
}
finally
{
    Folders.Remove(options.Scratch);
}

static string Description(Workbench bench)
{
    string python = bench.Commands.Run(bench.Options.Scratch, bench.Options.Python, "-m", "pip", "--version").Output.Trim();
    string pip = string.Join(' ', python.Split(' ')[..2]) + " on Python " + python[(python.LastIndexOf(' ') + 1)..].TrimEnd(')');
    string disk = new DriveInfo(bench.Options.Scratch).DriveFormat;
    string load = File.Exists("/proc/loadavg") ? $", load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : "";
    return string.Create(
        CultureInfo.InvariantCulture,
        $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores, {disk}, {RuntimeInformation.FrameworkDescription}, "
            + $"{pip}{load}; medians of up to {bench.Options.Rounds} rounds, run in turn");
}

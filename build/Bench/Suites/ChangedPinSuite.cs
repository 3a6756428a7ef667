using System.Security.Cryptography;
using PythonEnv.TestSupport;

namespace PythonEnv.Bench.Suites;

/// <summary>One pin of the largest lock changes, to a version that the cache holds.</summary>
internal static class ChangedPinSuite
{
    public static void Run(Workbench bench)
    {
        string folder = bench["probe"];
        Directory.CreateDirectory(folder);
        string[] pins = [Pin(folder, "1.0"), Pin(folder, "2.0")];
        SampleProject project = bench.WithPackage(
            "pin", "all", ("PythonEnvFindLinks", $"{bench.Options.Wheelhouse};{folder}"), ("PythonEnvNoIndex", "true"));
        string others = File.ReadAllText(project.RequirementsFile);
        int changes = 0;
        var change = new Contestant(
            "this package", () => File.WriteAllText(project.RequirementsFile, others + pins[changes++ % 2]), () => project.Build().Task);
        foreach (string _ in pins)
        {
            change.Prepare();
            change.Run();
        }
        Result result = Contest.Hold(bench.Options, change)[0];
        bench.Report.Add("one changed pin in `all`, the task alone", Format.Time(result.Median), "aim", "100 ms");
        change.Prepare();
        bench.Report.Add(
            "one changed pin in `all`, compiled meanwhile", Format.Count(project.BuildAndCountCompiled(), "method", "methods"), "", "");
    }

    private static string Pin(string folder, string version)
    {
        WheelBuilder wheel = new WheelBuilder("pythonenv-bench-probe", version).WithFile(
            "pythonenv_bench_probe.py", $"VERSION = '{version}'\n");
        wheel.WriteTo(folder);
        return $"pythonenv-bench-probe=={version} --hash=sha256:{Convert.ToHexStringLower(SHA256.HashData(wheel.ToBytes()))}\n";
    }
}

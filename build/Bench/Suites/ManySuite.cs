using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Bench.Suites;

/// <summary>Many small distributions among three times as many files, with and without hashes, from a folder and from an index.</summary>
internal static class ManySuite
{
    private const int Count = 600;

    public static void Run(Workbench bench)
    {
        var wheels = MadeWheels.Small(Count);
        string folder = wheels.WriteTo(bench["many"]);
        using LoopbackIndex index = wheels.Serve();
        string url = index.Simple.ToString();
        foreach (bool isHashed in (ReadOnlySpan<bool>)[false, true])
        {
            string requirements = wheels.Requirements(isHashed);
            string pins = isHashed ? "hashed" : "without hashes";
            Lifetime.Measure(
                bench, $"{Count} of {wheels.FileCount} wheels in a folder, {pins}", requirements,
                [("PythonEnvFindLinks", folder), ("PythonEnvNoIndex", "true")], ["--no-index", "--find-links", folder]);
            Lifetime.Measure(
                bench, $"{Count} of {wheels.FileCount} wheels of an index on loopback, {pins}", requirements,
                [("PythonEnvIndexUrl", url)], ["--index-url", url]);
        }
        Folders.Remove(folder);
    }
}

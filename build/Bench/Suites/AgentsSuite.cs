using System.Globalization;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Bench.Suites;

/// <summary>
/// Build agents of which each begins with nothing, one after the other: the distance to the index is 20 ms, and the cache that they share
/// stands beside them. What the index has to send counts, and the time of all of them.
/// </summary>
internal static class AgentsSuite
{
    private const int Agents = 20;
    private const string Lock = "data";

    public static void Run(Workbench bench)
    {
        using LoopbackIndex index = new LoopbackIndex().AddFolder(bench.Options.Wheelhouse);
        index.Inject(null, TestSupport.Loopback.Faults.Late(TimeSpan.FromMilliseconds(20)));
        using var cache = new CacheServer();
        (string, string)[] source = [("PythonEnvIndexUrl", index.Simple.ToString()), ("PythonEnvCompile", "true")];
        SampleProject without = bench.WithPackage("agent", Lock, source);
        SampleProject with = bench.WithPackage(
            "agent-with-cache", Lock,
            [.. source, ("PythonEnvRemoteCache", cache.Root.ToString()), ("PythonEnvRemoteCacheUpload", "true")]);

        (double seconds, long bytes) = Measure(bench, index, with);
        (double secondsWithout, long bytesWithout) = Measure(bench, index, without);

        string title = string.Create(CultureInfo.InvariantCulture, $"{Agents} agents with nothing, `{Lock}` with byte-code");
        bench.Report.Add(
            $"{title}, a remote cache", Format.Time(seconds), $"without it: {Format.Time(secondsWithout)}",
            Format.Ratio(secondsWithout, seconds));
        bench.Report.Add(
            $"{title}, sent by the index", Format.Megabytes(bytes), $"without it: {Format.Megabytes(bytesWithout)}",
            Format.Ratio(bytesWithout, bytes));
    }

    // The tasks' own time, and the bytes.
    private static (double Seconds, long Bytes) Measure(Workbench bench, LoopbackIndex index, SampleProject agent)
    {
        long before = index.Sent;
        double seconds = 0;
        for (int i = 0; i < Agents; i++)
        {
            agent.RemoveEnvironment();
            Folders.Remove(bench.Cache);
            seconds += agent.Build().Task;
        }
        return (seconds, index.Sent - before);
    }
}

using System.Globalization;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Bench.Suites;

/// <summary>An index that answers late, as one does that is not on this machine.</summary>
internal static class LatencySuite
{
    private const int Count = 200;

    public static void Run(Workbench bench)
    {
        var wheels = MadeWheels.Small(Count);
        foreach (int milliseconds in (ReadOnlySpan<int>)[0, 20, 100])
        {
            using LoopbackIndex index = wheels.Serve();
            index.Inject(null, TestSupport.Loopback.Faults.Late(TimeSpan.FromMilliseconds(milliseconds)));
            string url = index.Simple.ToString();
            foreach (bool isHashed in (ReadOnlySpan<bool>)[false, true])
            {
                string title = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Count} distributions, answers {milliseconds} ms late, {(isHashed ? "hashed" : "without hashes")}");
                Lifetime.Measure(bench, title, wheels.Requirements(isHashed), [("PythonEnvIndexUrl", url)], ["--index-url", url]);
            }
        }
    }
}

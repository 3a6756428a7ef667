using System.Globalization;
using PythonEnv.Http2.Tests;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Bench.Suites;

/// <summary>An index that answers late, as one does that is not on this machine; over HTTP/1.1, and over HTTP/2 and TLS.</summary>
internal static class LatencySuite
{
    private const int Count = 200;

    public static void Run(Workbench bench)
    {
        var wheels = MadeWheels.Small(Count);
        using var tls = new LoopbackTls();
        string authority = bench["authority.pem"];
        File.WriteAllText(authority, tls.AuthorityPem);
        foreach (int milliseconds in (ReadOnlySpan<int>)[0, 20, 100])
        {
            using LoopbackIndex index = wheels.Serve();
            index.Inject(null, TestSupport.Loopback.Faults.Late(TimeSpan.FromMilliseconds(milliseconds)));
            Measure(bench, wheels, $"HTTP/1.1, {Late(milliseconds)}", index.Simple);
            using var front = new Http2Front(index, tls);
            bench.Commands.Authority = authority;
            Measure(bench, wheels, $"HTTP/2 and TLS, {Late(milliseconds)}", front.Simple);
            bench.Commands.Authority = null;
        }
    }

    private static void Measure(Workbench bench, MadeWheels wheels, string how, Uri index)
    {
        string url = index.ToString();
        foreach (bool isHashed in (ReadOnlySpan<bool>)[false, true])
        {
            string title = string.Create(
                CultureInfo.InvariantCulture, $"{Count} distributions, {how}, {(isHashed ? "hashed" : "without hashes")}");
            Lifetime.Measure(bench, title, wheels.Requirements(isHashed), [("PythonEnvIndexUrl", url)], ["--index-url", url]);
        }
    }

    private static string Late(int milliseconds) => string.Create(CultureInfo.InvariantCulture, $"answers {milliseconds} ms late");
}

using System.Diagnostics;

namespace PythonEnv.Conformance.Resolving;

/// <summary>
/// With <c>PYTHONENV_CONFORMANCE_TIMES=1</c> each question is asked once more with everything known, and the slowest answers are printed: the
/// solver alone.
/// </summary>
internal static class SolverTimes
{
    private const int Shown = 10;

    private static readonly List<(string Id, TimeSpan Time)> s_times = [];

    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("PYTHONENV_CONFORMANCE_TIMES") == "1";

    public static void Measure(string id, Action solve)
    {
        if (!AreWanted)
            return;
        long start = Stopwatch.GetTimestamp();
        solve();
        s_times.Add((id, Stopwatch.GetElapsedTime(start)));
    }

    public static IEnumerable<string> Slowest() => s_times.OrderByDescending(one => one.Time).Take(Shown)
        .Concat(s_times.Where(one => one.Id.EndsWith("/all", StringComparison.Ordinal)))
        .Select(one => $"{one.Time.TotalMilliseconds,8:F1} ms  {one.Id}");
}

using System.Diagnostics;

namespace PythonEnv.Conformance.Resolving;

/// <summary>
/// With <c>PYTHONENV_CONFORMANCE_TIMES=1</c> each question is asked once more with everything known: that is the solver alone. The slowest
/// answers are printed.
/// </summary>
internal static class SolverTimes
{
    private const int Shown = 10;

    private static readonly List<(string Id, TimeSpan Time)> Times = [];

    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("PYTHONENV_CONFORMANCE_TIMES") == "1";

    public static void Measure(string id, Action solve)
    {
        if (!AreWanted)
            return;
        long start = Stopwatch.GetTimestamp();
        solve();
        Times.Add((id, Stopwatch.GetElapsedTime(start)));
    }

    public static IEnumerable<string> Slowest() => Times.OrderByDescending(one => one.Time).Take(Shown)
        .Concat(Times.Where(one => one.Id.EndsWith("/all", StringComparison.Ordinal)))
        .Select(one => $"{one.Time.TotalMilliseconds,8:F1} ms  {one.Id}");
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.FaultInjection;

/// <summary>The figures of a run. Safe for several scenarios at once.</summary>
internal sealed class FaultTally(TextWriter output)
{
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _tried;
    private int _wronglyGood;
    private int _leftovers;

    public int Tried => _tried;

    /// <summary>Environments that were called good and were not.</summary>
    public int WronglyGood => _wronglyGood;

    /// <summary>Things that a killed or failed run left behind and the next one did not take away.</summary>
    public int Leftovers => _leftovers;

    public IReadOnlyCollection<string> Problems => _problems;

    public void Try() => Interlocked.Increment(ref _tried);

    public void AddWronglyGood(string what)
    {
        Interlocked.Increment(ref _wronglyGood);
        Add($"wrongly called good: {what}");
    }

    public void AddLeftover(string what)
    {
        Interlocked.Increment(ref _leftovers);
        Add($"left over: {what}");
    }

    public void Add(string problem)
    {
        _problems.Enqueue(problem);
        Say($"  PROBLEM {problem}");
    }

    public void Say(string line)
    {
        lock (output)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_watch.Elapsed.TotalSeconds,6:0.0} s  {line}"));
    }

    public string Summary() => string.Create(
        CultureInfo.InvariantCulture,
        $"faults tried: {Tried}, environments wrongly called good: {WronglyGood}, leftovers: {Leftovers}, other problems: {_problems.Count - WronglyGood - Leftovers}");
}

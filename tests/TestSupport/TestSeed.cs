using System.Globalization;

namespace PythonEnv.TestSupport;

/// <summary>Randomness that can be had again: every run has a fresh seed, and <c>PYTHONENV_TEST_SEED</c> repeats one.</summary>
internal sealed class TestSeed
{
    private TestSeed(int value)
    {
        Value = value;
        Random = new Random(value);
    }

    public int Value { get; }

    public Random Random { get; }

    /// <summary>The seed of one test, printed into its output.</summary>
    public static TestSeed Fresh(TestContext context)
    {
        string? repeated = Environment.GetEnvironmentVariable("PYTHONENV_TEST_SEED");
        var seed = new TestSeed(repeated is null ? Random.Shared.Next() : int.Parse(repeated, CultureInfo.InvariantCulture));
        context.WriteLine($"{seed}");
        return seed;
    }

    public override string ToString() => $"PYTHONENV_TEST_SEED={Value}";
}

using PythonEnv.FaultInjection;
using PythonEnv.FaultInjection.Scenarios;

namespace PythonEnv.Tasks.Tests;

/// <summary>
/// The scenarios of <c>tests/Faults</c>, each as long as a test run has patience for; <c>PYTHONENV_FAULTS=long</c> runs them whole.
/// </summary>
[TestClass]
internal sealed class FaultTests
{
    private static readonly bool Thorough = Environment.GetEnvironmentVariable("PYTHONENV_FAULTS") == "long";

    public static IEnumerable<object[]> Scenarios => AllScenarios.Make(Thorough).Select(scenario => new object[] { scenario.Name });

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DynamicData(nameof(Scenarios))]
    public async Task No_fault_makes_an_environment_wrongly_good_or_leaves_anything_behind(string name)
    {
        Requires.Posix("signals and links of POSIX");
        var tally = new FaultTally(TextWriter.Synchronized(new ContextWriter(TestContext)));
        using FaultRun run = await FaultRun.StartAsync(
            tally, TestSeed.Fresh(TestContext).Value, kills: Thorough ? 200 : 30, TestContext.CancellationToken);

        await AllScenarios.Make(Thorough).Single(scenario => scenario.Name == name).RunAsync(run, TestContext.CancellationToken);

        TestContext.WriteLine(tally.Summary());
        Assert.IsEmpty(tally.Problems, string.Join('\n', tally.Problems));
        if (tally.Tried == 0)
            Requires.Missing(string.Join("; ", run.Skipped));
    }

    private sealed class ContextWriter(TestContext context) : StringWriter
    {
        public override void WriteLine(string? value) => context.WriteLine(value ?? "");
    }
}

namespace PythonEnv.Faults.Scenarios;

/// <summary>Every scenario, in the order of a run.</summary>
public static class AllScenarios
{
    public static IReadOnlyList<IScenario> Make() => [new KillScenario(), new StepKillScenario(stride: 25), new DiskFullScenario(steps: 12)];
}

namespace PythonEnv.FaultInjection.Scenarios;

/// <summary>Every scenario, in the order of a run.</summary>
internal static class AllScenarios
{
    /// <param name="thorough">Everything; else what a minute has room for.</param>
    public static IReadOnlyList<IScenario> Make(bool thorough) =>
    [
        new KillScenario(),
        .. thorough ? [new StepKillScenario(dense: 12, stride: 25)] : Array.Empty<IScenario>(),
        new InterruptScenario(thorough ? 24 : 4),
        new DiskFullScenario(steps: thorough ? 12 : 3, calls: thorough ? 48 : 1),
        new ReadOnlyCacheScenario(),
        new CorruptionScenario(thorough ? 100 : 15),
        new EditedEnvironmentScenario(thorough ? 40 : 5),
        new RandomEditScenario(thorough ? 200 : 12),
        thorough
            ? new RandomEditScenario(
                20, "flask", "requests", "django", "pytest", "celery", "sqlalchemy", "tornado", "lint", "sphinx", "aws")
            : new RandomEditScenario(5, "flask", "pytest"),
        new ClockScenario(),
        new IndexScenario(),
        new ConcurrencyScenario(thorough ? 20 : 6),
    ];
}

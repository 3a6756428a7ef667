namespace PythonEnv.Conformance.Sets;

internal static class WheelSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

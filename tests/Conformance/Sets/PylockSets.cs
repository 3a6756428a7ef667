namespace PythonEnv.Conformance.Sets;

internal static class PylockSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

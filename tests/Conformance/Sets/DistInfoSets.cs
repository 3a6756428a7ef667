namespace PythonEnv.Conformance.Sets;

internal static class DistInfoSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

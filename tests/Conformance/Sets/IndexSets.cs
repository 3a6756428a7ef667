namespace PythonEnv.Conformance.Sets;

internal static class IndexSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

namespace PythonEnv.Conformance.Sets;

internal static class RequirementSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

namespace PythonEnv.Conformance.Sets;

internal static class RequirementFileSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

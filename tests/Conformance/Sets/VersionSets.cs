namespace PythonEnv.Conformance.Sets;

internal static class VersionSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

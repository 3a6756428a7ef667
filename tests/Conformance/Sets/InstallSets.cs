namespace PythonEnv.Conformance.Sets;

internal static class InstallSets
{
    public static IReadOnlyList<CaseSet> All { get; } = [];
}

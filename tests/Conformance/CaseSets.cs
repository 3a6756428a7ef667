namespace PythonEnv.Conformance;

/// <summary>Every set the runner knows.</summary>
internal static class CaseSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        .. Sets.VersionSets.All,
        .. Sets.RequirementSets.All,
        .. Sets.RequirementFileSets.All,
        .. Sets.WheelSets.All,
        .. Sets.DistInfoSets.All,
        .. Sets.IndexSets.All,
        .. Sets.PylockSets.All,
        .. Sets.ForeignLockSets.All,
        .. Sets.InstallSets.All,
        .. Sets.ResolverSets.All,
    ];
}

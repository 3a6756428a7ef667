using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Auditing.Advisories;

/// <summary>The versions of a distribution that an advisory speaks of: those listed, and those of the ranges.</summary>
/// <param name="Fixes">Versions that are said to be mended, in no order.</param>
internal sealed record AffectedVersions(
    PackageName Name, ImmutableHashSet<PythonVersion> Versions, ImmutableArray<AffectedRange> Ranges, ImmutableArray<PythonVersion> Fixes)
{
    public bool Contains(PythonVersion version) => Versions.Contains(version) || Ranges.Any(range => range.Contains(version));
}

/// <summary>What happens at a version.</summary>
internal enum RangeEventKind
{
    /// <summary>The first version that has it.</summary>
    Introduced,
    /// <summary>The first version that no longer has it.</summary>
    Fixed,
    /// <summary>The last version that has it.</summary>
    LastAffected,
    /// <summary>No version from here on is spoken of.</summary>
    Limit,
}

/// <param name="Version">Null: before all versions.</param>
internal readonly record struct RangeEvent(RangeEventKind Kind, PythonVersion? Version);

/// <summary>
/// A range of type <c>ECOSYSTEM</c> as the OSV schema evaluates it: its events in the order of their versions switch it on and off.
/// </summary>
internal sealed class AffectedRange
{
    private readonly ImmutableArray<RangeEvent> _switches;
    private readonly ImmutableArray<PythonVersion> _limits;

    public AffectedRange(IReadOnlyCollection<RangeEvent> events)
    {
        _switches = [.. events.Where(each => each.Kind != RangeEventKind.Limit).OrderBy(each => each.Version, OldestFirst.Instance)];
        _limits = [.. events.Where(each => each.Kind == RangeEventKind.Limit).Select(each => each.Version).OfType<PythonVersion>()];
    }

    public bool Contains(PythonVersion version)
    {
        bool isIn = false;
        foreach (RangeEvent each in _switches)
        {
            int order = each.Version is null ? 1 : version.CompareTo(each.Version);
            if (each.Kind == RangeEventKind.Introduced && order >= 0)
                isIn = true;
            else if ((each.Kind == RangeEventKind.Fixed && order >= 0) || (each.Kind == RangeEventKind.LastAffected && order > 0))
                isIn = false;
        }
        return isIn && (_limits.IsEmpty || _limits.Any(limit => version < limit));
    }

    private sealed class OldestFirst : IComparer<PythonVersion?>
    {
        public static readonly OldestFirst Instance = new();

        public int Compare(PythonVersion? x, PythonVersion? y) => x is null ? (y is null ? 0 : -1) : x.CompareTo(y);
    }
}

using System.Collections.Immutable;

namespace PythonEnv.Packaging.Requirements;

/// <summary>
/// What is being installed, as far as markers can ask: the extra of a requirement, or the extras and groups of a lock file.
/// </summary>
internal sealed record MarkerSelection
{
    private MarkerSelection()
    {
    }

    /// <summary>The metadata of a distribution without any extra: <c>extra</c> is the empty text.</summary>
    public static MarkerSelection NoExtra { get; } = ForExtra("");

    /// <summary>Nothing can be selected, as in the environments of a lock file: markers ask for interpreter and platform only.</summary>
    public static MarkerSelection None { get; } = new();

    /// <summary>The value of <c>extra</c>, normalised; null where markers may not ask for it.</summary>
    public string? Extra { get; private init; }

    /// <summary>What <c>extra</c> equals where several are active at once, as in the locks of uv and Poetry; null elsewhere.</summary>
    public IReadOnlySet<string>? ActiveExtras { get; private init; }

    /// <summary>The value of <c>extras</c> (PEP 751), normalised; null where markers may not ask for it.</summary>
    public ImmutableHashSet<string>? Extras { get; private init; }

    /// <summary>The value of <c>dependency_groups</c> (PEP 751), normalised; null where markers may not ask for it.</summary>
    public ImmutableHashSet<string>? DependencyGroups { get; private init; }

    /// <summary>The metadata of a distribution, of which one extra is wanted.</summary>
    public static MarkerSelection ForExtra(string extra) => new() { Extra = PackageName.Normalize(extra).Value };

    /// <summary>A lock whose markers may ask for any number of extras: <c>extra == "x"</c> holds for each that is active.</summary>
    /// <param name="active">Normalised. Later changes of the set count.</param>
    public static MarkerSelection ForActiveExtras(IReadOnlySet<string> active) => new() { Extra = "", ActiveExtras = active };

    /// <summary>A lock file (PEP 751), of which these extras and dependency groups are wanted.</summary>
    public static MarkerSelection ForLockFile(IEnumerable<string> extras, IEnumerable<string> dependencyGroups) =>
        new() { Extras = Normalize(extras), DependencyGroups = Normalize(dependencyGroups) };

    internal ImmutableHashSet<string>? SetOf(MarkerVariable variable) => variable switch
    {
        MarkerVariable.Extras => Extras,
        MarkerVariable.DependencyGroups => DependencyGroups,
        _ => null,
    };

    private static ImmutableHashSet<string> Normalize(IEnumerable<string> names) =>
        names.Select(name => PackageName.Normalize(name).Value).ToImmutableHashSet(StringComparer.Ordinal);
}

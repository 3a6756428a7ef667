using System.Collections.Immutable;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Resolving.Terms;

/// <summary>One version of a name, with its files.</summary>
/// <param name="Text">The version as the index spells it.</param>
internal sealed record Release(PythonVersion Version, string Text, ImmutableArray<ReleaseFile> Files)
{
    /// <summary>The URL of a declaration that it comes from, as written there; null for a release of an index.</summary>
    public string? Url { get; init; }

    public bool Equals(Release? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Text;
}

/// <summary>What decides whether a file of a release can be installed.</summary>
internal sealed record ReleaseFile
{
    /// <summary>The tags of a wheel; empty for a source distribution, which fits everywhere if source is allowed.</summary>
    public ImmutableArray<WheelTag> Tags { get; init; } = [];

    public bool IsWheel => !Tags.IsEmpty;

    /// <summary><c>Requires-Python</c>; null where it is not known or can't be read: it excludes nothing.</summary>
    public SpecifierSet? RequiresPython { get; init; }

    /// <summary>Null where the index gives no time.</summary>
    public DateTimeOffset? Uploaded { get; init; }

    public bool IsYanked { get; init; }

    /// <summary>Why it was yanked, where the index says so.</summary>
    public string? YankedReason { get; init; }
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Resolving.Terms;

/// <summary>A platform and an interpreter that the answer has to be installable on.</summary>
/// <param name="Name">How messages name it: <c>linux-musl-x64</c>, <c>win-x64@3.12</c>.</param>
internal sealed record ResolveTarget(string Name, MarkerEnvironment Environment, SupportedTags Tags);

/// <summary>
/// The targets that no marker can tell apart, such as <c>linux-x64</c> and <c>linux-musl-x64</c>: a lock has one version of a name for all
/// of them.
/// A class is known by its place in the list that <see cref="Group"/> makes.
/// </summary>
internal sealed record TargetClass(MarkerEnvironment Environment, ImmutableArray<ResolveTarget> Targets)
{
    /// <summary>The names of the targets.</summary>
    public override string ToString() => string.Join(", ", Targets.Select(target => target.Name));

    /// <summary>The classes, in the order of their first targets.</summary>
    public static ImmutableArray<TargetClass> Group(IEnumerable<ResolveTarget> targets) =>
        [.. targets.GroupBy(target => target.Environment).Select(group => new TargetClass(group.Key, [.. group]))];
}

/// <summary>Some of up to 64 classes, by their places.</summary>
internal readonly record struct ClassSet(ulong Bits)
{
    public static ClassSet None => default;

    public bool IsEmpty => Bits == 0;

    public static ClassSet Of(int index) => new(1UL << index);

    /// <summary>The first classes of a list.</summary>
    public static ClassSet First(int count) => new(count == 64 ? ulong.MaxValue : (1UL << count) - 1);

    public bool Contains(int index) => (Bits >> index & 1) != 0;

    public ClassSet With(int index) => new(Bits | 1UL << index);

    public static ClassSet operator |(ClassSet left, ClassSet right) => new(left.Bits | right.Bits);

    public static ClassSet operator &(ClassSet left, ClassSet right) => new(left.Bits & right.Bits);

    /// <summary>The first place; of a set that has one.</summary>
    public int Least => System.Numerics.BitOperations.TrailingZeroCount(Bits);

    /// <summary>The places, ascending.</summary>
    public IEnumerable<int> Indices()
    {
        for (ulong rest = Bits; rest != 0; rest &= rest - 1)
            yield return System.Numerics.BitOperations.TrailingZeroCount(rest);
    }
}

using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Requirements.Options;

/// <summary>
/// The comma-separated names of <c>--no-binary</c> and its like. <c>:all:</c> replaces both lists, <c>:none:</c> empties this one,
/// a name leaves the opposite list.
/// </summary>
internal static class NameLists
{
    public const string All = ":all:";
    private const string None = ":none:";

    public static ImmutableSortedSet<string> Empty { get; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public static (ImmutableSortedSet<string> Target, ImmutableSortedSet<string> Other) Add(
        string list, ImmutableSortedSet<string> target, ImmutableSortedSet<string> other)
    {
        ReadOnlySpan<string> names = list.Split(',');
        int lastAll = names.LastIndexOf(All);
        if (lastAll >= 0)
        {
            target = target.Clear().Add(All);
            other = other.Clear();
            names = names[(lastAll + 1)..];
            if (!names.Contains(None))
                return (target, other);
        }
        foreach (string name in names)
        {
            if (name == None)
            {
                target = target.Clear();
                continue;
            }
            string normalized = PackageName.Normalize(name).Value;
            other = other.Remove(normalized);
            target = target.Add(normalized);
        }
        return (target, other);
    }

    /// <summary>True if the first list decides about the name, false if the second, null if neither; a name beats <c>:all:</c>.</summary>
    public static bool? Choose(PackageName name, ImmutableSortedSet<string> first, ImmutableSortedSet<string> second) =>
        first.Contains(name.Value) ? true
        : second.Contains(name.Value) ? false
        : first.Contains(All) ? true
        : second.Contains(All) ? false
        : null;
}

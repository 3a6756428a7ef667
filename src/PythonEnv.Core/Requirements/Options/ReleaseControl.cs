using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Requirements.Options;

/// <summary>The names of which pre-releases may, and those of which they may not, be installed.</summary>
/// <param name="AllReleases">Normalised names and <c>:all:</c>.</param>
/// <param name="OnlyFinal">Normalised names and <c>:all:</c>.</param>
internal sealed record ReleaseControl(ImmutableSortedSet<string> AllReleases, ImmutableSortedSet<string> OnlyFinal)
{
    /// <summary>Pre-releases where the specifier names one or nothing else is there (PEP 440).</summary>
    public static ReleaseControl Unset { get; } = new(NameLists.Empty, NameLists.Empty);

    /// <summary>Whether pre-releases of this project are allowed; null where nothing is declared.</summary>
    public bool? AllowsPrereleases(PackageName name) => NameLists.Choose(name, AllReleases, OnlyFinal);

    internal ReleaseControl WithAllReleases(string list)
    {
        (ImmutableSortedSet<string> target, ImmutableSortedSet<string> other) = NameLists.Add(list, AllReleases, OnlyFinal);
        return new(target, other);
    }

    internal ReleaseControl WithOnlyFinal(string list)
    {
        (ImmutableSortedSet<string> target, ImmutableSortedSet<string> other) = NameLists.Add(list, OnlyFinal, AllReleases);
        return new(other, target);
    }

    // `--pre` adds to what was said before; a list of `:all:` would replace it.
    internal ReleaseControl WithPre() => this with { AllReleases = AllReleases.Add(NameLists.All) };
}

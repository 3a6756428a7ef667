using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Requirements.Options;

/// <summary>The names that must, and those that must not, be installed from source. A name is in at most one of the two sets.</summary>
/// <param name="NoBinary">Normalised names and <c>:all:</c>.</param>
/// <param name="OnlyBinary">Normalised names and <c>:all:</c>.</param>
internal sealed record FormatControl(ImmutableSortedSet<string> NoBinary, ImmutableSortedSet<string> OnlyBinary)
{
    /// <summary>Wheels and source distributions alike.</summary>
    public static FormatControl Unset { get; } = new(NameLists.Empty, NameLists.Empty);

    /// <summary>Whether a wheel of this project may be installed.</summary>
    public bool AllowsWheels(PackageName name) => NameLists.Choose(name, OnlyBinary, NoBinary) != false;

    /// <summary>Whether a source distribution of this project may be installed.</summary>
    public bool AllowsSource(PackageName name) => NameLists.Choose(name, OnlyBinary, NoBinary) != true;

    internal FormatControl WithNoBinary(string list)
    {
        (ImmutableSortedSet<string> target, ImmutableSortedSet<string> other) = NameLists.Add(list, NoBinary, OnlyBinary);
        return new(target, other);
    }

    internal FormatControl WithOnlyBinary(string list)
    {
        (ImmutableSortedSet<string> target, ImmutableSortedSet<string> other) = NameLists.Add(list, OnlyBinary, NoBinary);
        return new(other, target);
    }
}

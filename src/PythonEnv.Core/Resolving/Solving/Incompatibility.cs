using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>Terms that can't all hold: for each variable a set, of which its final value would have to be a member.</summary>
/// <remarks>The first two variables are those that are watched; propagation reorders them.</remarks>
internal sealed class Incompatibility(Variable[] variables, VersionSet[] terms, Cause cause)
{
    public Variable[] Variables { get; } = variables;

    /// <summary>One for each variable; never a full set.</summary>
    public VersionSet[] Terms { get; } = terms;

    public Cause Cause { get; } = cause;

    public int IndexOf(Variable variable) => Array.IndexOf(Variables, variable);

    public void Swap(int left, int right)
    {
        (Variables[left], Variables[right]) = (Variables[right], Variables[left]);
        (Terms[left], Terms[right]) = (Terms[right], Terms[left]);
    }
}

/// <summary>Why the terms of an incompatibility can't all hold.</summary>
internal abstract record Cause
{
    /// <summary>A declaration requires it.</summary>
    public sealed record Wanted(DeclaredNeed Need, int Class) : Cause;

    /// <summary>A constraint excludes it.</summary>
    public sealed record Limited(DeclaredLimit Limit, Package Package, int Class) : Cause;

    /// <summary>These releases can't be installed in a class, whoever asks.</summary>
    public sealed record Unusable(Package Package, int Class) : Cause;

    /// <summary>This release is no candidate, which only its metadata told.</summary>
    public sealed record Refused(Package Package, int Bit, int Class) : Cause;

    /// <summary>Releases require it; which, is in the incompatibility.</summary>
    /// <param name="From">The package whose releases require it.</param>
    /// <param name="With">The extra with which they do, or null.</param>
    public sealed record Required(Package From, PackageName? With, Dependency Dependency, int Class) : Cause;

    /// <summary>A name has one version on all classes.</summary>
    public sealed record Shared(Package Package) : Cause;

    /// <summary>It follows from others.</summary>
    public sealed record Learnt(ImmutableArray<Incompatibility> From) : Cause;
}

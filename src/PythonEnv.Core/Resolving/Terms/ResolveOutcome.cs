using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Resolving.Terms;

/// <summary>The answer: a <see cref="Resolution"/> or a <see cref="ResolveFailure"/>.</summary>
internal abstract record ResolveOutcome;

/// <summary>What to install.</summary>
/// <param name="Classes">The classes that the sets of the pins speak of.</param>
/// <param name="Pins">By name, then version. At most one of a name for each class, and none that nobody requires.</param>
internal sealed record Resolution(ImmutableArray<TargetClass> Classes, ImmutableArray<ResolvedPin> Pins) : ResolveOutcome
{
    /// <summary>Extras that were asked for and that the release does not have.</summary>
    public ImmutableArray<UnknownExtra> UnknownExtras { get; init; } = [];

    /// <summary>The pins of one class.</summary>
    public IEnumerable<ResolvedPin> On(int classIndex) => Pins.Where(pin => pin.Classes.Contains(classIndex));

    /// <summary>Where a pin is reached, target by target.</summary>
    public ResolveTarget[] TargetsOf(ResolvedPin pin) =>
        [.. Classes.Where((_, i) => pin.Classes.Contains(i)).SelectMany(one => one.Targets)];
}

/// <summary>One version of a name.</summary>
/// <param name="Classes">Where it is reached; never empty.</param>
/// <param name="RequiredBy">Who asks for it: declarations in their order, then other pins by name.</param>
internal sealed record ResolvedPin(
    PackageName Name, Release Release, ClassSet Classes, ImmutableArray<PinRequirer> RequiredBy)
{
    /// <summary>The extras that somebody else asks for on a class, whether it has them or not; in no order.</summary>
    public IEnumerable<PackageName> ExtrasOn(int classIndex) => RequiredBy.Where(by => by.Classes.Contains(classIndex))
        .SelectMany(by => by.Requirement.Extras)
        .Select(PackageName.Normalize)
        .Distinct();
}

/// <summary>One line that asks for a pin.</summary>
/// <param name="Requirement">As it counts: that of the override where one replaces it.</param>
/// <param name="Root">The declaration, or null.</param>
/// <param name="By">The distribution whose metadata asks, or null.</param>
/// <param name="ByVersion">Its version, or null.</param>
/// <param name="Classes">Where it counts.</param>
internal sealed record PinRequirer(
    Requirement Requirement, RootRequirement? Root, PackageName? By, PythonVersion? ByVersion, ClassSet Classes);

/// <summary>An extra that a pin does not have. Nothing is installed for it, as in pip.</summary>
/// <param name="By">The first that asks for it.</param>
internal sealed record UnknownExtra(PackageName Name, Release Release, PackageName Extra, PinRequirer By);

/// <summary>Why there is no answer. The texts carry no file names but those of the places that the roots carry.</summary>
/// <param name="Rule">PYENV3001 no such version, 3002 no file fits, 3003 Python, 3009 source only, else 3005 contradiction.</param>
/// <param name="Roots">
/// The declarations, constraints and overrides that contradict each other, the one to blame first. Minimal: without any one of them there
/// is an answer.
/// </param>
/// <param name="Problem">What is wrong; no trailing full stop.</param>
/// <param name="Evidence">The steps of the proof, a sentence each without trailing full stop.</param>
/// <param name="Remedy">The one thing to do, found by resolving again with a root freed; empty if nothing helps.</param>
internal sealed record ResolveFailure(
    DiagnosticRule Rule, ImmutableArray<RootRequirement> Roots, string Problem, ImmutableArray<string> Evidence, string Remedy)
    : ResolveOutcome
{
    /// <summary>What contradicts each other besides, and has nothing to do with it.</summary>
    public ImmutableArray<ResolveFailure> Others { get; init; } = [];

    /// <summary>The line that a diagnostic points at.</summary>
    public SourceSpan Where => Roots.IsEmpty ? SourceSpan.None : Roots[0].Where;
}

using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Resolving.Terms;

/// <summary>What a release requires, or why that can't be known. Immutable.</summary>
internal sealed class ReleaseMetadata
{
    private readonly ImmutableArray<ImmutableArray<Requirement>> _perClass;

    private ReleaseMetadata(ImmutableArray<ImmutableArray<Requirement>> perClass, ReleaseRefusal? refusal)
    {
        _perClass = perClass;
        Refusal = refusal;
    }

    /// <summary>Why the release is no candidate after all; null if it is one.</summary>
    public ReleaseRefusal? Refusal { get; }

    /// <summary>Extras that it has; one that is asked for and not among them asks for nothing and is reported.</summary>
    public ImmutableArray<PackageName> Extras { get; init; } = [];

    /// <summary>All classes would install the same requirements.</summary>
    public static ReleaseMetadata Of(ImmutableArray<Requirement> requirements, ImmutableArray<PackageName> extras = default) =>
        new([requirements], null) { Extras = extras.IsDefault ? [] : extras };

    /// <summary>The wheels differ in what they require; one list for each of <see cref="Resolver.Classes"/>.</summary>
    public static ReleaseMetadata OfClasses(
        ImmutableArray<ImmutableArray<Requirement>> perClass, ImmutableArray<PackageName> extras = default) =>
        new(perClass, null) { Extras = extras.IsDefault ? [] : extras };

    /// <summary>It can't be installed, which only its files could tell.</summary>
    public static ReleaseMetadata Refused(DiagnosticRule rule, string why) => new([[]], new ReleaseRefusal(rule, why));

    /// <summary><c>Requires-Dist</c> as the wheel for a class has it.</summary>
    public ImmutableArray<Requirement> RequirementsOn(int classIndex) => _perClass.Length == 1 ? _perClass[0] : _perClass[classIndex];

    /// <summary>Do all classes have the same list?</summary>
    public bool IsSameForAll => _perClass.Length == 1;
}

/// <summary>Why a release is no candidate.</summary>
/// <param name="Rule">What it is reported as, where nothing else will do.</param>
/// <param name="Why">The end of a sentence that begins with name and version: <c>requires Python &gt;=3.12</c>.</param>
internal sealed record ReleaseRefusal(DiagnosticRule Rule, string Why);

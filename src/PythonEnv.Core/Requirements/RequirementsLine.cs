using System.Collections.Immutable;
using PythonEnv.Diagnostics;

namespace PythonEnv.Requirements;

/// <summary>What a logical line is.</summary>
internal enum RequirementsLineKind
{
    Requirement,
    Editable,
    Options,
    /// <summary><c>-r</c>.</summary>
    Include,
    /// <summary><c>-c</c>.</summary>
    IncludeConstraints,
}

/// <summary>One logical line of a requirements file whose options could be parsed.</summary>
internal sealed record RequirementsLine
{
    /// <summary>Its first physical line.</summary>
    public required SourceSpan Where { get; init; }

    /// <summary>Joined, without comment, variables expanded. May hold a secret.</summary>
    public required string Text { get; init; }

    public required RequirementsLineKind Kind { get; init; }

    /// <summary>Stands in a constraints file.</summary>
    public bool IsConstraint { get; init; }

    /// <summary>The options in order, whether or not they have an effect on such a line.</summary>
    public ImmutableArray<LineOption> Options { get; init; } = [];

    /// <summary>What pip takes for the requirement; null on other lines.</summary>
    public string? RequirementText { get; init; }

    /// <summary>The requirement; null on other lines, and where it can't be parsed.</summary>
    public DeclaredRequirement? Requirement { get; init; }
}

/// <summary>One option of a line.</summary>
/// <param name="Value">After quotes and backslashes are taken away; null if the option takes none.</param>
/// <param name="Written">The value with variables as written. May hold a secret.</param>
internal sealed record LineOption(RequirementsOption Option, string? Value, SourceSpan Where, string? Written = null);

/// <summary>The options that pip knows in requirements files.</summary>
internal enum RequirementsOption
{
    IndexUrl,
    ExtraIndexUrl,
    NoIndex,
    Constraint,
    Requirement,
    Editable,
    FindLinks,
    NoBinary,
    OnlyBinary,
    PreferBinary,
    RequireHashes,
    NoRequireHashes,
    Pre,
    AllReleases,
    OnlyFinal,
    TrustedHost,
    UseFeature,
    Hash,
    ConfigSettings,
}

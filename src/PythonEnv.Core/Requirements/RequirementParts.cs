using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Requirements;

/// <summary>What the text of a requirement says.</summary>
internal sealed record RequirementParts
{
    public Requirement? Requirement { get; init; }

    public RequirementLink? Link { get; init; }

    public Marker? Marker { get; init; }

    public ImmutableArray<string> Extras { get; init; } = [];

    public RequirementKind Kind { get; init; }
}

/// <summary>Why a requirement can't be parsed.</summary>
/// <param name="Position">Offset in its text of what is to blame.</param>
/// <param name="Length">0 where something is missing.</param>
internal readonly record struct RequirementError(int Position, int Length, string Problem, string Remedy = "");

using System.Collections.Immutable;
using PythonEnv.Diagnostics;

namespace PythonEnv.Indexes.Configuration;

/// <summary>What a project declares itself about where distributions come from; each replaces what pip's configuration says.</summary>
internal sealed record DeclaredIndexes
{
    /// <summary>Null: not declared.</summary>
    public string? IndexUrl { get; init; }

    /// <summary>Empty: not declared.</summary>
    public ImmutableArray<string> ExtraIndexUrls { get; init; } = [];

    /// <summary>Empty: not declared.</summary>
    public ImmutableArray<string> FindLinks { get; init; } = [];

    /// <summary>Null: not declared.</summary>
    public bool? NoIndex { get; init; }

    /// <summary>Empty: not declared.</summary>
    public ImmutableArray<DeclaredIndex> PackageIndexes { get; init; } = [];

    /// <summary>Where the project declares the value of this name, such as <c>IndexUrl</c>.</summary>
    public Func<string, SourceSpan> PlaceOf { get; init; } = static _ => SourceSpan.None;
}

/// <summary>The index of some names alone.</summary>
/// <param name="Pattern">A name, where <c>*</c> stands for any characters.</param>
internal sealed record DeclaredIndex(string Pattern, string Url);

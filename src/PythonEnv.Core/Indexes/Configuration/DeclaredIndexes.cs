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

    /// <summary>Names, where <c>*</c> stands for any characters, and the index that they come from. Empty: not declared.</summary>
    public ImmutableArray<(string Pattern, string Url)> PackageIndexes { get; init; } = [];

    /// <summary>Where the project declares the value of this name, such as <c>IndexUrl</c>.</summary>
    public Func<string, SourceSpan> PlaceOf { get; init; } = static _ => SourceSpan.None;
}

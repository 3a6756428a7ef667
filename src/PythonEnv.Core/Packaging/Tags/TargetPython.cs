using System.Collections.Immutable;

namespace PythonEnv.Packaging.Tags;

/// <summary>
/// The Python that wheels are chosen for when it is not the one that runs: pip's <c>--platform</c>, <c>--python-version</c>,
/// <c>--implementation</c> and <c>--abi</c>. What is null is taken from the interpreter at hand.
/// </summary>
internal sealed record TargetPython
{
    /// <summary>Platform tags, best first; those of macOS and manylinux2010/2014 stand for their predecessors too.</summary>
    public ImmutableArray<string>? Platforms { get; init; }

    public int? Major { get; init; }

    /// <summary>May be left out beside a major version, which then leaves no version's own ABI to choose from.</summary>
    public int? Minor { get; init; }

    /// <summary>The short name: <c>cp</c>, <c>pp</c>, <c>py</c>, ….</summary>
    public string? Implementation { get; init; }

    public ImmutableArray<string>? Abis { get; init; }
}

using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Pins;

/// <summary>One distribution that is wanted, all lines that name it joined.</summary>
internal sealed record PinnedRequirement
{
    public required PackageName Name { get; init; }

    /// <summary>The first line that pins it.</summary>
    public required SourceSpan Where { get; init; }

    /// <summary>As declared, credentials masked.</summary>
    public required string Display { get; init; }

    /// <summary>What the version has to satisfy; for a pinned one <c>==X</c>.</summary>
    public SpecifierSet Specifiers { get; init; } = SpecifierSet.Any;

    /// <summary>Extras that the declaration asks for; normalised, in order.</summary>
    public ImmutableSortedSet<string> Extras { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The file has to match one of them; empty for no demand.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];

    /// <summary>The file, where the declaration itself names it; null where an index or find-links has to be asked.</summary>
    public DistributionFile? File { get; init; }

    /// <summary>The version, where the declaration alone tells it.</summary>
    public PythonVersion? Version { get; init; }

    /// <summary>The declared URL. It may hold a secret.</summary>
    public Uri? DirectUrl { get; init; }
}

using System.Collections.Immutable;

namespace PythonEnv.Declarations;

/// <summary>Which pre-releases a lock may pin.</summary>
internal enum PrereleasePolicy
{
    /// <summary>Where no final release will do.</summary>
    IfNecessary,
    /// <summary>Like any other version.</summary>
    Allow,
    /// <summary>Never.</summary>
    Disallow,
    /// <summary>Where a declared requirement or constraint on the name mentions one, and no final release will do.</summary>
    Explicit,
}

/// <summary>Which of the versions that fit is pinned.</summary>
internal enum ResolutionKind
{
    Highest,
    Lowest,
    /// <summary>The lowest of what is asked for itself, the highest of the rest.</summary>
    LowestDirect,
}

/// <summary>Whether platforms share their versions.</summary>
internal enum LockStrategy
{
    /// <summary>One version everywhere, unless a proof shows that there is none.</summary>
    Same,
    /// <summary>On each what would be chosen there alone.</summary>
    Newest,
}

/// <summary>How the lock of an environment is made and kept.</summary>
internal sealed record LockDeclaration
{
    /// <summary>Absolute paths; empty leaves it to <see cref="DeclaredNames.DefaultLockInputs"/>.</summary>
    public ImmutableArray<string> From { get; init; } = [];

    /// <summary>Files or requirements that replace what distributions ask for, as written.</summary>
    public ImmutableArray<string> Overrides { get; init; } = [];

    /// <summary><c>all</c>, or names of distributions.</summary>
    public ImmutableArray<string> Upgrade { get; init; } = [];

    /// <summary>Null: a file of any age.</summary>
    public UploadCutoff? UploadedBefore { get; init; }

    public PrereleasePolicy Prerelease { get; init; } = PrereleasePolicy.IfNecessary;

    public ResolutionKind Resolution { get; init; } = ResolutionKind.Highest;

    public LockStrategy Strategy { get; init; } = LockStrategy.Same;
}

using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Requirements.Options;

/// <summary>What the options of requirements files say about where distributions come from; every value knows its line.</summary>
internal sealed record IndexOptions
{
    /// <summary>Nothing declared.</summary>
    public static IndexOptions None { get; } = new();

    /// <summary><c>--index-url</c>; null if the configuration decides. May hold a secret.</summary>
    public Declared<string>? IndexUrl { get; init; }

    /// <summary><c>--extra-index-url</c>, in order. May hold secrets.</summary>
    public ImmutableArray<Declared<string>> ExtraIndexUrls { get; init; } = [];

    /// <summary>The indexes that a lock names.</summary>
    public ImmutableArray<PackageIndexOption> OfLock { get; init; } = [];

    /// <summary><c>--find-links</c>, in order: a URL, or a path that is absolute if it exists beside its file. May hold secrets.</summary>
    public ImmutableArray<Declared<string>> FindLinks { get; init; } = [];

    /// <summary><c>--no-index</c>; it stays, whatever is said after it.</summary>
    public Declared<bool>? NoIndex { get; init; }

    /// <summary><c>--no-binary</c> and <c>--only-binary</c>.</summary>
    public FormatControl Formats { get; init; } = FormatControl.Unset;

    /// <summary><c>--all-releases</c>, <c>--only-final</c> and <c>--pre</c>.</summary>
    public ReleaseControl Releases { get; init; } = ReleaseControl.Unset;

    public bool PreferBinary { get; init; }

    /// <summary>Whether <c>--pre</c> was given.</summary>
    public Declared<bool>? Pre { get; init; }

    /// <summary><c>--trusted-host</c>, in order.</summary>
    public ImmutableArray<Declared<string>> TrustedHosts { get; init; } = [];

    /// <summary><c>--require-hashes</c> (true) or <c>--no-require-hashes</c> (false: hashes do not make others necessary).</summary>
    public Declared<bool>? RequireHashes { get; init; }

    /// <summary><c>--use-feature</c>, each once.</summary>
    public ImmutableArray<string> Features { get; init; } = [];
}

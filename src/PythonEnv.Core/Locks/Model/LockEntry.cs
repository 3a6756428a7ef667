using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Model;

/// <summary>
/// One entry of <c>[[packages]]</c>. It has either one source tree (<see cref="Vcs"/>, <see cref="Directory"/> or <see cref="Archive"/>) or
/// distributions (<see cref="Sdist"/>, <see cref="Wheels"/>).
/// </summary>
internal sealed record LockEntry
{
    public required SourceSpan Where { get; init; }

    public required PackageName Name { get; init; }

    /// <summary>Null where the lock does not tell it.</summary>
    public PythonVersion? Version { get; init; }

    /// <summary>Where the version is written; the entry's place where it is not.</summary>
    public SourceSpan VersionAt { get; init; } = SourceSpan.None;

    /// <summary>Installed if it holds; null if always.</summary>
    public Marker? Marker { get; init; }

    public SpecifierSet? RequiresPython { get; init; }

    public LockVcs? Vcs { get; init; }

    public LockDirectory? Directory { get; init; }

    public LockArchive? Archive { get; init; }

    public LockDistribution? Sdist { get; init; }

    public ImmutableArray<LockWheel> Wheels { get; init; } = [];

    /// <summary>Names that the project of the lock overrides or excludes, whatever the METADATA of its distributions requires.</summary>
    public IReadOnlySet<PackageName> Overridden { get; init; } = PackageName.NoNames;

    /// <summary>
    /// <c>Requires-Dist</c>, <c>Requires-Python</c> and <c>Provides-Extra</c> that the project of the lock states in place of those in
    /// METADATA; null if it states nothing.
    /// </summary>
    public ImmutableArray<MetadataHeader>? Stated { get; init; }

    /// <summary>For a lock that names no places of files: some index has them.</summary>
    public IndexedFiles? OnIndex { get; init; }
}

/// <summary>What an entry can be installed from.</summary>
internal abstract record LockSource
{
    public required SourceSpan Where { get; init; }
}

/// <summary>A checkout. At least one of <see cref="Url"/> and <see cref="Path"/> is there.</summary>
internal sealed record LockVcs : LockSource
{
    /// <summary><c>git</c>, <c>hg</c>, <c>bzr</c> or <c>svn</c>, if the lock keeps to the registered names.</summary>
    public required string Type { get; init; }

    public string? Url { get; init; }

    /// <summary><see cref="Url"/>, with git's short form of an ssh URL (<c>git@host:path</c>), which Poetry keeps, written out.</summary>
    public string? FullUrl => Url is { } url && !url.Contains("://", StringComparison.Ordinal) && url.Split(':') is [var host, var path]
        && host.Contains('@', StringComparison.Ordinal) && !host.Contains('/', StringComparison.Ordinal)
            ? $"ssh://{host}/{path.TrimStart('/')}"
            : Url;

    /// <summary>Relative to the lock file.</summary>
    public string? Path { get; init; }

    public required string CommitId { get; init; }

    public SourceSpan CommitIdAt { get; init; } = SourceSpan.None;

    public string? Subdirectory { get; init; }
}

/// <summary>A source tree on this machine.</summary>
internal sealed record LockDirectory : LockSource
{
    /// <summary>Relative to the lock file.</summary>
    public required string Path { get; init; }

}

/// <summary>A file with its digests. At least one of <see cref="Url"/> and <see cref="Path"/> is there.</summary>
internal abstract record LockFileSource : LockSource
{
    public string? Url { get; init; }

    /// <summary>Relative to the lock file.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes; null if not told.</summary>
    public long? Size { get; init; }

    /// <summary>Null if not told; a date-time with or without an offset.</summary>
    public TomlDateTime? UploadTime { get; init; }

    /// <summary>At least one; the file has to match all of them.</summary>
    public required ImmutableArray<FileHash> Hashes { get; init; }

    public SourceSpan HashesAt { get; init; } = SourceSpan.None;
}

/// <summary>An archive that is referred to directly: a wheel, an sdist, or any archive of a source tree.</summary>
internal sealed record LockArchive : LockFileSource
{
    public LockArchive()
    {
    }

    [SetsRequiredMembers]
    public LockArchive(LockFileSource file) : base(file)
    {
    }

    public string? Subdirectory { get; init; }
}

/// <summary>A file that an index offers.</summary>
internal record LockDistribution : LockFileSource
{
    /// <summary>As told, else the last part of the path, else of the URL.</summary>
    public required string FileName { get; init; }
}

internal sealed record LockWheel : LockDistribution
{
    [SetsRequiredMembers]
    public LockWheel(LockDistribution file, WheelFileName parsedName) : base(file) => ParsedName = parsedName;

    public WheelFileName ParsedName { get; }
}

/// <summary>Files of one version that an index has to be asked for, which its digests make safe.</summary>
internal sealed record IndexedFiles : LockSource
{
    /// <summary>Of every file that may be installed.</summary>
    public required ImmutableArray<FileHash> Hashes { get; init; }

    public SourceSpan HashesAt { get; init; } = SourceSpan.None;
}

/// <summary>An entry of the lock and what to install it from.</summary>
internal sealed record LockChoice(LockEntry Package, LockSource Source);

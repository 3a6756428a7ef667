using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Poetry;

/// <summary>A <c>[[package]]</c> of a <c>poetry.lock</c>.</summary>
internal sealed record PoetryPackage
{
    public required PackageName Name { get; init; }

    public required PythonVersion Version { get; init; }

    public SourceSpan VersionAt { get; init; } = SourceSpan.None;

    public required SourceSpan Where { get; init; }

    /// <summary>Only an extra of the project leads to it.</summary>
    public bool IsOptional { get; init; }

    public PoetryConstraint Pythons { get; init; } = PoetryConstraint.Any;

    /// <summary>
    /// The project's groups that lead to it, normalised; each with the condition under which it does, or null for none. Since version 2.1.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, Marker?>> Groups { get; init; } = [];

    public ImmutableArray<PoetryRequirement> Requires { get; init; } = [];

    /// <summary>The names of what each of its extras adds; all normalised.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<PackageName>> Extras { get; init; } =
        ImmutableDictionary<string, ImmutableHashSet<PackageName>>.Empty;

    /// <summary>Null for the index that is configured.</summary>
    public PoetrySource? Source { get; init; }

    /// <summary>Of every file of it that may be installed.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];

    public SourceSpan HashesAt { get; init; } = SourceSpan.None;

    /// <summary>What of it can be installed.</summary>
    public LockEntry ToEntry()
    {
        var entry = new LockEntry { Where = Where, Name = Name, Version = Version, VersionAt = VersionAt };
        return Source switch
        {
            { Type: "git", } git => entry with
            {
                Vcs = new LockVcs
                {
                    Where = git.Where,
                    Type = "git",
                    Url = git.Url,
                    CommitId = git.ResolvedReference ?? "",
                    CommitIdAt = git.Where,
                    Subdirectory = git.Subdirectory,
                },
            },
            { Type: "url" } url => entry with { Archive = ToArchive(url) with { Url = url.Url } },
            { Type: "file" } file => entry with { Archive = ToArchive(file) with { Path = file.Url } },
            { Type: "directory" } folder => entry with { Directory = new LockDirectory { Where = folder.Where, Path = folder.Url } },
            _ => entry with
            {
                OnIndex = new IndexedFiles { Where = Where, Hashes = Hashes, HashesAt = HashesAt },
            },
        };
    }

    private LockArchive ToArchive(PoetrySource source) =>
        new() { Where = source.Where, Hashes = Hashes, HashesAt = HashesAt, Subdirectory = source.Subdirectory };
}

/// <summary>A <c>[package.source]</c>.</summary>
/// <param name="Type"><c>git</c>, <c>url</c>, <c>file</c>, <c>directory</c>; <c>legacy</c> for an index of the project's own.</param>
/// <param name="Url">A path is relative to the lock.</param>
/// <param name="ResolvedReference">The commit.</param>
internal sealed record PoetrySource(string Type, string Url, string? ResolvedReference, string? Subdirectory, SourceSpan Where);

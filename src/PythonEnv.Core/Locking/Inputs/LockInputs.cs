using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Locking.Inputs;

/// <summary>What a lock is made from: what people wrote, each requirement at its line.</summary>
internal sealed record LockInputs
{
    /// <summary>What has to be installed, in order of declaration; not pinned as a rule.</summary>
    public ImmutableArray<DeclaredRequirement> Requirements { get; init; } = [];

    /// <summary>What limits the versions.</summary>
    public ImmutableArray<DeclaredRequirement> Constraints { get; init; } = [];

    /// <summary>What replaces every requirement on the same name.</summary>
    public ImmutableArray<DeclaredRequirement> Overrides { get; init; } = [];

    /// <summary>Everything that names a distribution: what is wanted, what limits it and what replaces it.</summary>
    public IEnumerable<DeclaredRequirement> Written => [.. Requirements, .. Constraints, .. Overrides];

    /// <summary>The Pythons that the project says it runs on, where it says so; as written.</summary>
    public Declared<string>? RequiresPython { get; init; }

    /// <summary>The options of the files: indexes, formats, pre-releases.</summary>
    public IndexOptions Options { get; init; } = IndexOptions.None;

    /// <summary>The options of the files that change which versions are chosen, as one would write them again.</summary>
    public ImmutableArray<string> ChoiceOptions { get; init; } = [];

    /// <summary>
    /// The options of the files that say where distributions come from, as far as they count, in order of the lines. The value of a folder
    /// beside its file is an absolute path.
    /// </summary>
    public ImmutableArray<LineOption> SourceOptions { get; init; } = [];

    /// <summary>Every file that was read.</summary>
    public ImmutableArray<SourceFile> Files { get; init; } = [];

    /// <summary>What is wrong with the files.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>Where the inputs of a lock are written.</summary>
internal sealed record LockSources
{
    /// <summary>Absolute paths: <c>pyproject.toml</c> files, all others in the format of requirements files.</summary>
    public required ImmutableArray<string> From { get; init; }

    /// <summary>Absolute paths of constraints files.</summary>
    public ImmutableArray<string> Constraints { get; init; } = [];

    /// <summary>Absolute paths of requirements files, and requirements.</summary>
    public ImmutableArray<string> Overrides { get; init; } = [];

    /// <summary>Of <c>project.optional-dependencies</c>.</summary>
    public ImmutableArray<string> Extras { get; init; } = [];

    /// <summary>Of <c>dependency-groups</c> (PEP 735).</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>Whether the project declares a property, by its name without prefix.</summary>
    public Predicate<string> IsDeclared { get; init; } = static _ => false;

    /// <summary>Blamed for a file that is missing, and for an extra or a group that nobody declares.</summary>
    public SourceSpan DeclaredAt { get; init; } = SourceSpan.None;

    /// <summary>Blamed for an override that can't be read.</summary>
    public SourceSpan OverridesDeclaredAt { get; init; } = SourceSpan.None;
}

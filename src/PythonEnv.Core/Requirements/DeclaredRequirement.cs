using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Requirements;

/// <summary>One requirement of a requirements or constraints file, as pip understands it.</summary>
internal sealed record DeclaredRequirement
{
    /// <summary>The requirement on the first physical line of its declaration.</summary>
    public required SourceSpan Where { get; init; }

    /// <summary>What to show: variables as written, credentials masked.</summary>
    public required string Display { get; init; }

    public required RequirementKind Kind { get; init; }

    /// <summary>Declared with <c>-e</c>.</summary>
    public bool IsEditable { get; init; }

    /// <summary>Stands in a constraints file: it limits what is installed and adds nothing.</summary>
    public bool IsConstraint { get; init; }

    /// <summary>The project name as written; null if only the distribution itself can tell.</summary>
    public string? Name { get; init; }

    public PackageName? CanonicalName { get; init; }

    /// <summary>As written, in ordinal order.</summary>
    public ImmutableArray<string> Extras { get; init; } = [];

    /// <summary>Empty if any version will do. For the URL of a wheel: the version of its file name.</summary>
    public required SpecifierSet Specifiers { get; init; }

    /// <summary>The URL, checkout, file or folder; null for a <see cref="RequirementKind.Named"/> one.</summary>
    public RequirementLink? Link { get; init; }

    public Marker? Marker { get; init; }

    /// <summary>The <c>--hash</c> options: the file has to match any one of them.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];

    /// <summary>The <c>--config-settings</c> options, in order.</summary>
    public ImmutableArray<ConfigSetting> ConfigSettings { get; init; } = [];

    /// <summary>The URL as pip reads it. May hold a secret.</summary>
    public string? Url => Link?.Url;

    /// <summary>
    /// The path of an archive as it is written, without extras, if it is relative: it can stand in a line by itself. Null for any other
    /// requirement.
    /// </summary>
    public string? RelativePath
    {
        get
        {
            string text = RequirementLinkReader.WithoutExtras(Display.Split(';', 2)[0].Trim());
            bool isPlain = text is not ['/' or '~', ..] && !text.Any(c => c is ' ' or '\t' or ':' or '@' or '#' or '\\');
            return isPlain && Kind == RequirementKind.File ? text : null;
        }
    }

    /// <summary>Whether a digest is declared, by <c>--hash</c> or in the fragment of the URL of a file.</summary>
    public bool HasHash => !Hashes.IsEmpty || (Kind is RequirementKind.Url or RequirementKind.File && Link?.Hash is not null);

    /// <summary>How firmly it is pinned by itself.</summary>
    public PinClass PinClass => Kind switch
    {
        RequirementKind.Folder => PinClass.Folder,
        RequirementKind.Url or RequirementKind.File => HasHash ? PinClass.HashedUrl : PinClass.Url,
        RequirementKind.Vcs => Link!.Revision is null ? PinClass.VcsDefault
            : Link.IsFullCommit ? PinClass.VcsCommit
            : PinClass.VcsReference,
        _ => OfClauses(Specifiers),
    };

    /// <summary>The version, if it is pinned by <c>==</c> or <c>===</c>.</summary>
    public string? PinnedVersion => Kind == RequirementKind.Named ? Specifiers.ExactPin : null;

    public override string ToString() => Display;

    private static PinClass OfClauses(SpecifierSet specifiers) => specifiers.Clauses switch
    {
        [] or [{ Operator: SpecifierOperator.Arbitrary, VersionText: "" }] => PinClass.Bare,
        [{ Operator: SpecifierOperator.Arbitrary }] => PinClass.Arbitrary,
        [{ Operator: SpecifierOperator.Equal } clause] => clause.IsPrefix ? PinClass.Wildcard : PinClass.Exact,
        [{ Operator: SpecifierOperator.Compatible }] => PinClass.Compatible,
        _ => PinClass.Range,
    };
}

/// <summary>Where a requirement says that its distribution comes from.</summary>
internal enum RequirementKind
{
    /// <summary>A project name: an index or find-links has it.</summary>
    Named,
    /// <summary>One file behind a URL.</summary>
    Url,
    /// <summary>A checkout of a version control system: <c>git+</c>, <c>hg+</c>, <c>svn+</c>, <c>bzr+</c>.</summary>
    Vcs,
    /// <summary>A file on this machine: an archive or a wheel.</summary>
    File,
    /// <summary>A folder on this machine.</summary>
    Folder,
}

/// <summary>One setting for a build backend: <c>--config-settings KEY=VALUE</c> (PEP 517).</summary>
internal sealed record ConfigSetting(string Key, string Value);

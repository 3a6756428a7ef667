using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Pins;

/// <summary>One project of which exactly one distribution is wanted: all lines that name it, joined.</summary>
internal sealed record Pin
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

    /// <summary>Names that its lock's project decides on: what its METADATA requires of them does not count.</summary>
    public IReadOnlySet<PackageName> Overridden { get; init; } = PackageName.NoNames;

    /// <summary>What its lock's project states in place of dependencies, Pythons and extras of its METADATA; null if nothing.</summary>
    public ImmutableArray<MetadataHeader>? Stated { get; init; }

    /// <summary>The file has to match one of them; empty for no demand.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];

    /// <summary>What the declaration passes to the build backend (PEP 517, <c>config_settings</c>), in order.</summary>
    public ImmutableArray<ConfigSetting> ConfigSettings { get; init; } = [];

    /// <summary>
    /// The file, where the declaration itself names it or a plan has chosen it; null where an index or find-links has to be asked.
    /// </summary>
    public DistributionFile? File { get; init; }

    /// <summary>The version, where the declaration or the chosen file tells it. Of a source tree only its build tells.</summary>
    public PythonVersion? Version { get; init; }

    /// <summary>The declared URL, for <c>direct_url.json</c> (PEP 610).</summary>
    public IndexUrl? DirectUrl { get; init; }

    /// <summary>Where a lock says that <see cref="File"/> is, if a credential is written there; null without one.</summary>
    public IndexUrl? CredentialUrl { get; init; }

    /// <summary><c>name==version</c>, declared elsewhere than in a line of requirements.</summary>
    public static Pin ByVersion(PackageName name, PythonVersion version, SourceSpan where) => new()
    {
        Name = name,
        Where = where,
        Display = $"{name}=={version}",
        Specifiers = SpecifierSet.Exactly(version),
        Version = version,
    };

    /// <summary>
    /// Digests of which an installed file has to match one: those declared, else those that the index gives; empty for no demand.
    /// </summary>
    public ImmutableArray<FileHash> AcceptedHashes => !Hashes.IsEmpty ? Hashes
        : File is { } file ? file.Hashes.IsEmpty ? file.IndexHashes : file.Hashes
        : [];

    /// <summary>The declared URL as a receipt has it, credentials masked; null for a pin by name.</summary>
    public string? Source => DirectUrl is not null && File is { } file ? IndexUrl.Keep(file.Location) : null;
}

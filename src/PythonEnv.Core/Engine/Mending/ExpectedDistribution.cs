using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Mending;

/// <summary>What a declaration asks an environment to hold of one project, whether or not anybody knows yet where to get it.</summary>
internal sealed record ExpectedDistribution
{
    public required PackageName Name { get; init; }

    /// <summary>The exact version, local part included; null where only <see cref="Specifiers"/> tell.</summary>
    public PythonVersion? Version { get; init; }

    public SpecifierSet Specifiers { get; init; } = SpecifierSet.Any;

    public required SourceSpan DeclaredAt { get; init; }

    /// <summary>The file has to match one of them; empty for no demand.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];

    /// <summary>The URL it was declared by, credentials masked; null unless it was.</summary>
    public string? Url { get; init; }

    /// <summary>Normalised, in order.</summary>
    public ImmutableSortedSet<string> Extras { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The pinned version as text, for messages.</summary>
    public string Pinned => Version?.ToString() ?? Specifiers.ExactPin ?? Url ?? "";

    public static ExpectedDistribution Of(PlannedDistribution planned) => new()
    {
        Name = planned.Name,
        Version = PythonVersion.TryParse(planned.Version, out PythonVersion? version) ? version : null,
        DeclaredAt = planned.DeclaredAt,
        Hashes = planned.File.Hashes.IsEmpty ? planned.File.IndexHashes : planned.File.Hashes,
        Url = planned.DirectUrl is null ? null : Redaction.OfUrls(planned.File.Location.AbsoluteUri),
        Extras = planned.Extras,
    };

    public static ExpectedDistribution Of(PinnedRequirement pin) => new()
    {
        Name = pin.Name,
        Version = pin.Version,
        Specifiers = pin.Specifiers,
        DeclaredAt = pin.Where,
        Hashes = pin.Hashes.IsEmpty && pin.File is { } file ? file.IndexHashes : pin.Hashes,
        Url = pin is { DirectUrl: not null, File: { } declared } ? Redaction.OfUrls(declared.Location.AbsoluteUri) : null,
        Extras = pin.Extras,
    };

    /// <summary>What sets an installed distribution apart from this one, as a phrase; null if nothing does.</summary>
    public string? DifferenceFrom(ReceiptPackage package)
    {
        // A version that PEP 440 does not know was taken from METADATA of what was declared by URL.
        bool isKnown = PythonVersion.TryParse(package.Version, out PythonVersion? installed);
        if (isKnown && !(Version is { } exact ? installed == exact : Specifiers.Contains(installed!, prereleases: true)))
            return $"{package.Version} is installed";
        string[] accepted = [.. Hashes.Where(hash => hash.Algorithm == "sha256").Select(hash => hash.Digest)];
        if (package.Sha256.Length > 0 && accepted.Length > 0 && !accepted.Contains(package.Sha256, StringComparer.OrdinalIgnoreCase))
            return $"it was installed from another file, with the hash sha256:{package.Sha256}";
        return Url is not null && Url != package.Source ? $"it was installed from `{package.Source}`" : null;
    }
}

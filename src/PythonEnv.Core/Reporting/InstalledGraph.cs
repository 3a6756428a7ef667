using System.Collections.Immutable;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Reporting;

/// <summary>One installed distribution and whom it needs.</summary>
/// <param name="Package">As the receipt has it.</param>
/// <param name="License">What its METADATA says, in one line; empty where it says nothing.</param>
/// <param name="IsLicenseExpression">The licence is an SPDX expression.</param>
/// <param name="Requires">Names of installed distributions, in order.</param>
/// <param name="RequiredBy">Names of installed distributions, in order.</param>
internal sealed record InstalledPackage(
    ReceiptPackage Package, string License, bool IsLicenseExpression, ImmutableArray<string> Requires, ImmutableArray<string> RequiredBy)
{
    /// <summary>Bytes of its files, by its RECORD; null where that does not say.</summary>
    public long? Size { get; init; }

    /// <summary>Its METADATA; null if there is none.</summary>
    public CoreMetadata? Metadata { get; init; }

    /// <summary>It was asked for by a URL or path (PEP 610).</summary>
    public bool IsDirectReference { get; init; }
}

/// <summary>
/// Who asks for whom, by the METADATA that lies in an environment: an edge for each requirement whose marker holds and that is installed.
/// </summary>
internal static class InstalledGraph
{
    private const string Classifier = "License :: ";

    // Longer than any name of a licence; some have its text in one line.
    private const int LongestLicense = 200;

    /// <summary>Reads a METADATA file; null if there is none.</summary>
    public static CoreMetadata? ReadMetadata(EnvironmentLayout layout, ReceiptPackage package) => package.IsSystem
        // Of a system package the receipt names the file itself.
        ? RegularFile.ReadIfThere(package.MetadataDirectory, static metadata => CoreMetadata.ParseHeaders(metadata))
        : InstalledDistribution.ReadMetadata(Path.Combine(layout.SitePackages, package.MetadataDirectory));

    /// <summary>Adds up the sizes in a RECORD; null if there is none.</summary>
    public static long? ReadSize(EnvironmentLayout layout, ReceiptPackage package) => package.IsSystem
        ? null
        : InstalledDistribution.ReadRecord(Path.Combine(layout.SitePackages, package.MetadataDirectory))?.Entries
            .Sum(entry => entry.Size ?? 0);

    public static bool IsDirectReference(EnvironmentLayout layout, ReceiptPackage package) =>
        !package.IsSystem && File.Exists(Path.Combine(layout.SitePackages, package.MetadataDirectory, "direct_url.json"));

    /// <param name="metadata">Of a package, or null.</param>
    public static ImmutableArray<InstalledPackage> Of(
        IReadOnlyList<ReceiptPackage> packages, Func<ReceiptPackage, CoreMetadata?> metadata, MarkerEnvironment markers)
    {
        Dictionary<string, CoreMetadata?> read = packages.ToDictionary(package => package.Name, metadata, StringComparer.Ordinal);
        Dictionary<string, SortedSet<string>> extras = packages.ToDictionary(
            package => package.Name, package => new SortedSet<string>(package.Extras, StringComparer.Ordinal), StringComparer.Ordinal);
        Dictionary<string, ImmutableArray<Requirement>> needs = read.ToDictionary(
            entry => entry.Key, entry => RequirementsOf(entry.Value), StringComparer.Ordinal);
        SpreadExtras(needs, extras, markers);
        Dictionary<string, ImmutableArray<string>> requires = needs.ToDictionary(
            entry => entry.Key,
            entry => Names(entry.Value
                .Where(need => Holds(need, extras[entry.Key], markers))
                .Select(need => need.CanonicalName.Value)
                .Where(needs.ContainsKey)),
            StringComparer.Ordinal);
        ILookup<string, string> requiredBy = requires.SelectMany(entry => entry.Value, (entry, name) => (entry.Key, name))
            .ToLookup(edge => edge.name, edge => edge.Key);
        return
        [
            .. packages.OrderBy(package => package.Name, StringComparer.Ordinal).Select(package =>
            {
                (string license, bool isExpression) = LicenseOf(read[package.Name], package.License);
                return new InstalledPackage(package, license, isExpression, requires[package.Name], Names(requiredBy[package.Name]))
                {
                    Metadata = read[package.Name]
                };
            }),
        ];
    }

    // `a` that asks for `b[x]` makes what `b` needs for `x` needed, and so on until nothing is added.
    private static void SpreadExtras(
        Dictionary<string, ImmutableArray<Requirement>> needs, Dictionary<string, SortedSet<string>> extras, MarkerEnvironment markers)
    {
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach ((string name, ImmutableArray<Requirement> requirements) in needs)
            {
                foreach (Requirement need in requirements.Where(need => !need.Extras.IsEmpty && Holds(need, extras[name], markers)))
                {
                    if (!extras.TryGetValue(need.CanonicalName.Value, out SortedSet<string>? known))
                        continue;
                    foreach (string extra in need.Extras)
                        isChanged |= known.Add(PackageName.Normalize(extra).Value);
                }
            }
        }
    }

    private static bool Holds(Requirement need, SortedSet<string> extras, MarkerEnvironment markers) =>
        need.Marker is not { } marker || marker.Evaluate(markers) || extras.Any(extra => marker.Evaluate(markers, extra));

    private static ImmutableArray<Requirement> RequirementsOf(CoreMetadata? metadata)
    {
        var requirements = ImmutableArray.CreateBuilder<Requirement>();
        foreach (string text in metadata?.RequiresDist ?? [])
        {
            if (Requirement.TryParse(text, out Requirement? requirement, out _))
                requirements.Add(requirement);
        }
        return requirements.ToImmutable();
    }

    private static ImmutableArray<string> Names(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];

    // Many put the whole text into `License`: the classifier says the same in a few words.
    private static (string Text, bool IsExpression) LicenseOf(CoreMetadata? metadata, string known)
    {
        string text = (metadata?.License ?? known).Trim();
        if (metadata?.First("License-Expression") is not null && LicenseExpression.IsWellFormed(text))
            return (text, true);
        string[] classifiers =
        [
            .. metadata?.All("Classifier")
                .Where(classifier => classifier.StartsWith(Classifier, StringComparison.Ordinal))
                .Select(classifier => classifier.Split(" :: ")[^1])
            ?? [],
        ];
        bool isShort = text.Length is > 0 and <= 80 && !text.Contains('\n', StringComparison.Ordinal);
        string shown = isShort || classifiers.Length == 0 ? text.Split('\n')[0].Trim() : string.Join(", ", classifiers);
        return (shown[..Math.Min(shown.Length, LongestLicense)], false);
    }
}

using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Pins;

namespace PythonEnv.Engine.Mending;

/// <summary>
/// Holds what is installed in a finished environment against what is pinned, against its RECORDs and against its list of files.
/// </summary>
/// <param name="pins">What has to be installed, one a name.</param>
internal sealed class PackageAssessment(
    EnvironmentLayout layout, Receipt receipt, ImmutableArray<Pin> pins, AssessmentFindings findings)
{
    private readonly List<InstalledDistribution> _installed = InstalledDistribution.List(layout.SitePackages);
    private readonly Dictionary<PackageName, Pin> _pins = pins.ToDictionary(pin => pin.Name);
    private readonly Dictionary<string, ReceiptPackage> _recorded = receipt.Packages
        .Where(package => !package.IsSystem)
        .ToDictionary(package => package.MetadataDirectory, StringComparer.Ordinal);
    private readonly HashSet<InstalledDistribution> _remove = [];
    private readonly SortedSet<PackageName> _install = [];
    private bool _hasEdits;

    /// <inheritdoc cref="EnvironmentAssessor.OnVerified"/>
    public Action<int, int> OnVerified { get; init; } = static (_, _) => { };

    /// <inheritdoc cref="EnvironmentAssessor.Early"/>
    public EarlyProof? Early { get; init; }

    /// <param name="full">Also hold every installed file against its RECORD.</param>
    public EnvironmentAssessment Assess(bool full, CancellationToken cancellation)
    {
        ILookup<PackageName, InstalledDistribution> byName = _installed.ToLookup(distribution => distribution.Name);
        FindDifferences(byName);
        FindExtras();
        ProvedList? listed = Early?.Of(layout, receipt) ?? ProvedList.Load(layout, receipt);
        ImmutableArray<string> strays = AssessFiles(listed?.Proof, full, byName, cancellation);
        AddYielders(byName);
        bool isOwnDamaged = listed is null || FindOwnDamage(listed.Proof);
        return new()
        {
            Findings = findings.All,
            Receipt = receipt,
            Delete = strays,
            Strays = strays.Length,
            Install = [.. _install],
            HasEdits = _hasEdits,
            Files = listed,
            IsOwnDamaged = isOwnDamaged,
            Remove = [.. _remove.OrderBy(distribution => distribution.MetadataDirectory, StringComparer.Ordinal)],
        };
    }

    private void FindDifferences(ILookup<PackageName, InstalledDistribution> byName)
    {
        foreach (Pin wanted in pins)
        {
            InstalledDistribution[] present = [.. byName[wanted.Name]];
            if (PinDifference.Of(wanted, present, _recorded) is not { } difference)
                continue;
            findings.Add(DiagnosticCatalog.PackagesDiffer, wanted.Where, $"`{wanted.Name}` is not in the environment as it was pinned",
                $"pinned {PinDifference.Asked(wanted)}; {difference} ({findings.Since})");
            _remove.UnionWith(present);
            _install.Add(wanted.Name);
        }
    }

    private void FindExtras()
    {
        foreach (InstalledDistribution extra in _installed.Where(distribution => !_pins.ContainsKey(distribution.Name)))
        {
            findings.AddExtra(extra, _recorded.ContainsKey(extra.MetadataName));
            _remove.Add(extra);
        }
    }

    // Returns the files that belong to no distribution.
    private ImmutableArray<string> AssessFiles(
        FileProof? proof, bool full, ILookup<PackageName, InstalledDistribution> byName, CancellationToken cancellation)
    {
        // Metadata that went away alone has left files behind, and behind a link in the place of a folder everything may look as it was.
        bool isEverything = full || proof is null
            || _recorded.Values.Any(package => !byName.Contains(PackageName.Normalize(package.Name)))
            || proof.Folders.Any(folder => new DirectoryInfo(folder).LinkTarget is not null);
        bool isAsListed = proof is { Files.Count: 0, Folders.Count: 0 };
        if (!isEverything && isAsListed)
            return [];
        FileVerification verification = new FileVerifier(layout) { OnVerified = OnVerified, Barred = proof?.Barred ?? [] }.Verify(
            _installed,
            directory => _recorded.TryGetValue(directory, out ReceiptPackage? package) && package.RecordSha256.Length > 0
                ? package.RecordSha256
                : null,
            isEverything ? null : proof,
            cancellation);
        // What has to go for another reason need not be whole.
        foreach (DistributionFiles damaged in verification.Damaged.Where(damaged => !_remove.Contains(damaged.Distribution)))
        {
            PackageName name = damaged.Distribution.Name;
            findings.AddDamage(damaged, _pins[name].Where, isHidden: isAsListed);
            _remove.Add(damaged.Distribution);
            _install.Add(name);
            _hasEdits |= damaged is not { Unreadable: null, Edited.IsEmpty: true, Barred.IsEmpty: true };
        }
        findings.AddStrays(verification.Unowned);
        return verification.Unowned;
    }

    // Who left a file to a distribution that goes or changes has to be asked again who owns it, and so do all who wanted the file.
    private void AddYielders(ILookup<PackageName, InstalledDistribution> byName)
    {
        HashSet<string> owners =
        [
            .. _recorded.Values.Where(package => IsTouched(package.Name)).SelectMany(package => package.YieldsTo.Add(package.Name))
        ];
        foreach (ReceiptPackage package in _recorded.Values.Where(package => package.YieldsTo.Any(owners.Contains)))
        {
            PackageName name = PackageName.Normalize(package.Name);
            _remove.UnionWith(byName[name]);
            if (_pins.ContainsKey(name))
                _install.Add(name);
        }

        bool IsTouched(string name) =>
            PackageName.Normalize(name) is var normal && (_install.Contains(normal) || !_pins.ContainsKey(normal));
    }

    private bool FindOwnDamage(FileProof proof)
    {
        // The link that the others point to was looked at before.
        ImmutableArray<string> damaged =
        [
            .. proof.Files.Where(file => IsOwn(file)
                && (proof.Barred.Contains(file) || !OwnFiles.IsAsMade(layout, file, receipt.Interpreter.Executable)))
                .Order(StringComparer.Ordinal)
        ];
        if (!damaged.IsEmpty)
        {
            findings.Add(DiagnosticCatalog.FilesDiffer, "files of the environment itself are missing or edited",
                $"{AssessmentFindings.ListOf(damaged)} ({findings.Since})");
        }
        return !damaged.IsEmpty;

        bool IsOwn(string file) => file != layout.Executable && OwnFiles.IsSkeleton(layout, file);
    }
}

using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Mending;

/// <summary>
/// Proves from the METADATA that lies in an environment that nothing more is needed, and that each distribution runs on its Python. Each
/// has to be the METADATA of what its folder names.
/// </summary>
internal sealed class InstalledClosure(
    EnvironmentLayout layout, MarkerEnvironment markers, SystemPackageSet system, EnvironmentDeclaration declaration)
{
    /// <summary>Constraints whose markers hold.</summary>
    public ImmutableArray<DeclaredRequirement> Constraints { get; init; } = [];

    /// <summary>What a plan that was proved knew of each pin; empty if there is no such plan.</summary>
    public ImmutableArray<CoreMetadata?> Planned { get; init; } = [];

    /// <param name="pins">What ought to be installed; what is not is another check's finding.</param>
    /// <returns>PYENV3003, 3004, 3005 and 5006 as before an installation; PYENV5004 where folder and METADATA disagree.</returns>
    public ImmutableArray<Diagnostic> Check(ImmutableArray<Pin> pins)
    {
        ILookup<PackageName, InstalledDistribution> installed = InstalledDistribution.List(layout.SitePackages)
            .ToLookup(distribution => distribution.Name);
        var findings = ImmutableArray.CreateBuilder<Diagnostic>();
        var read = new CoreMetadata?[pins.Length];
        InstalledDistribution?[] present = [.. pins.Select(pin => installed[pin.Name].FirstOrDefault())];
        ParallelWork.For(
            pins.Length,
            i => read[i] = present[i] is { } each ? InstalledDistribution.ReadRequirements(each.MetadataDirectory) : null,
            CancellationToken.None);
        for (int i = 0; i < pins.Length; i++)
        {
            if (present[i] is { } each)
                read[i] = ProveOwn(each, pins[i], read[i], findings)?.Restated(pins[i].Stated);
        }
        if (!IsAsPlanned(read))
            Prove(pins, read, findings);
        return findings.DrainToImmutable();
    }

    private bool IsAsPlanned(ReadOnlySpan<CoreMetadata?> installed)
    {
        bool isAsPlanned = !Planned.IsEmpty;
        for (int i = 0; isAsPlanned && i < installed.Length; i++)
            isAsPlanned = installed[i] is { } metadata && Planned[i]?.RequiresTheSame(metadata) == true;
        return isAsPlanned;
    }

    private void Prove(ImmutableArray<Pin> pins, CoreMetadata?[] read, ImmutableArray<Diagnostic>.Builder findings)
    {
        var nodes = new List<ClosureNode>(pins.Length);
        for (int i = 0; i < pins.Length; i++)
        {
            Pin pin = pins[i];
            CoreMetadata? metadata = read[i];
            PythonVersion? version = PythonVersion.TryParse(metadata?.Version, out PythonVersion? own) ? own : pin.Version;
            if (!AdmitsPython(metadata?.RequiresPython))
                findings.Add(FileChoice.PythonExcluded(pin, $"`{metadata!.RequiresPython}`", markers));
            nodes.Add(new ClosureNode(pin.Name, version, pin.Where, pin.Extras, metadata)
            {
                Overridden = pin.Overridden,
                Url = pin.DirectUrl?.Url,
            });
        }
        findings.AddRange(new DependencyClosure(nodes, system.ProvidedAt(declaration.SystemPackagesDeclaredAt), markers)
        {
            Undeclared = system.Undeclared,
            Constraints = Constraints
        }.Check());
    }

    // What can't be read excludes nothing, as for pip.
    private bool AdmitsPython(string? demand) =>
        demand is null
        || !SpecifierSet.TryParse(demand, out SpecifierSet? python, out _)
        || python.Contains(PlanTarget.PythonOf(markers), prereleases: true);

    private CoreMetadata? ProveOwn(
        InstalledDistribution present, Pin pin, CoreMetadata? metadata, ImmutableArray<Diagnostic>.Builder findings)
    {
        bool isItsOwn = metadata?.Name is { } name
            && PackageName.Normalize(name) == present.Name
            && IsSameVersion(metadata.Version, present.Version);
        if (isItsOwn)
            return metadata;
        findings.Add(DiagnosticCatalog.FilesDiffer.At(
            pin.Where, $"the metadata of `{present.Name}` is not its own",
            $"`{present.MetadataFile}` {(metadata is null ? "is missing" : $"is that of `{metadata.Name}` {metadata.Version}")}",
            EnvironmentStanding.RemedyFor(declaration)));
        return null;
    }

    // A folder's name has `_` where the version has a character that file names are spared.
    private static bool IsSameVersion(string? version, string folder) =>
        version is not null && (version == folder
            || version.Replace('-', '_').Replace('+', '_') == folder.Replace('-', '_').Replace('+', '_')
            || (PythonVersion.TryParse(version, out PythonVersion? one)
                && PythonVersion.TryParse(folder, out PythonVersion? other)
                && one == other));
}

using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Locking;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Locking;

/// <summary>Who asks for what of the distributions in an environment: what people have written, and the METADATA that lies there.</summary>
internal sealed class InstalledRequirers
{
    private readonly ILookup<PackageName, string> _files;
    private readonly ILookup<PackageName, PackageName> _askers;
    private readonly ILookup<PackageName, PackageName> _required;

    public InstalledRequirers(EnvironmentLayout layout, LockRequest request, MarkerEnvironment markers)
    {
        DeclaredRequirement[] written =
        [
            .. request.Inputs.Requirements.Where(each => each.CanonicalName is not null && PinReader.Holds(each, markers))
        ];
        ILookup<PackageName, DeclaredRequirement> byName = written.ToLookup(each => each.CanonicalName!);
        HashSet<PackageName> pinned = [.. request.Exactly.Select(pin => pin.Name)];
        IEnumerable<ClosureNode> nodes = InstalledDistribution.List(layout.SitePackages)
            .Where(installed => pinned.Contains(installed.Name))
            .Select(installed => new ClosureNode(
                installed.Name, PythonVersion.TryParse(installed.Version, out PythonVersion? version) ? version : null, SourceSpan.None,
                PinReader.NormalizeExtras(byName[installed.Name].SelectMany(each => each.Extras)),
                InstalledDistribution.ReadMetadata(installed.MetadataDirectory)));
        var closure = new DependencyClosure(nodes, [], markers);
        (PackageName From, PackageName To)[] edges =
        [
            .. closure.Edges.Select(edge => (edge.From.Name, edge.To.Name)).Distinct()
        ];
        Missing = closure.MissingNames().Concat(byName.Select(each => each.Key)).Where(name => !pinned.Contains(name)).ToHashSet();
        _files = written.Where(each => each.Where.File.Length > 0)
            .ToLookup(each => each.CanonicalName!, each => request.Shown(each.Where.File));
        _askers = edges.ToLookup(edge => edge.To, edge => edge.From);
        _required = edges.ToLookup(edge => edge.From, edge => edge.To);
    }

    /// <summary>What is asked for, by people or by what is pinned, and is not pinned.</summary>
    public IReadOnlySet<PackageName> Missing { get; }

    /// <summary>The pin with those who ask for it and what it asks for.</summary>
    public LockedPackage Complete(LockedPackage package) => package with
    {
        Via = [.. _askers[package.Name].Select(asker => asker.Value).Concat(_files[package.Name]).Distinct().Order(StringComparer.Ordinal)],
        Dependencies = [.. _required[package.Name].Order()],
    };
}

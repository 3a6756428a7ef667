using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Stages;

/// <summary>The packages of a base interpreter, as an environment on top of it sees them.</summary>
/// <param name="Declared">Those that the environment may rely on.</param>
/// <param name="Undeclared">All others.</param>
internal sealed record SystemPackageSet(
    ImmutableArray<SystemDistribution> Declared, ImmutableDictionary<PackageName, PythonVersion> Undeclared)
{
    public static SystemPackageSet Empty { get; } = new([], ImmutableDictionary<PackageName, PythonVersion>.Empty);

    /// <summary>The declared ones as a closure takes them.</summary>
    public ImmutableArray<ProvidedDistribution> ProvidedAt(SourceSpan where) =>
        [.. Declared.Select(system => new ProvidedDistribution(system.Name, system.Version) { Where = where, Metadata = system.Metadata })];
}

/// <summary>
/// Holds the declared system packages against those of the base interpreter (PEP 668 leaves them to the operating system).
/// </summary>
internal sealed class SystemPackageStage(RestoreContext context, Interpreter interpreter)
{
    /// <summary>Reports PYENV5003 for each that is not there as declared.</summary>
    public SystemPackageSet Read()
    {
        EnvironmentDeclaration declaration = context.Declaration;
        if (!declaration.SystemSitePackages)
            return SystemPackageSet.Empty;
        ImmutableSortedDictionary<PackageName, SystemDistribution> present =
            SystemDistribution.List([.. UserSite(context.Host, interpreter.Facts), .. interpreter.Facts.SitePackages]);
        var declared = ImmutableArray.CreateBuilder<SystemDistribution>();
        foreach (NamedVersion pin in declaration.SystemPackages)
        {
            SystemDistribution? system = present.GetValueOrDefault(pin.Name);
            if (system is not null && system.Version == pin.Version)
                declared.Add(system);
            else
                context.Report(Differs(pin, system));
        }
        ImmutableHashSet<PackageName> names = [.. declaration.SystemPackages.Select(pin => pin.Name)];
        return new(
            declared.ToImmutable(), present.Values
                .Where(system => !names.Contains(system.Name))
                .ToImmutableDictionary(system => system.Name, system => system.Version));
    }

    private Diagnostic Differs(NamedVersion pin, SystemDistribution? present) => DiagnosticCatalog.PackagesDiffer.At(
        context.Declaration.SystemPackagesDeclaredAt,
        present is null
            ? $"the system package `{pin.Name}` is not there"
            : $"the system package `{pin.Name}` has another version than declared",
        present is null
            ? $"declared `{pin.Name}=={pin.Version}`; none of "
                + $"{string.Join(", ", interpreter.Facts.SitePackages.Select(folder => $"`{folder}`"))} has it"
            : $"declared `{pin.Name}=={pin.Version}`; found {present.Version} (`{present.MetadataFile}`)",
        present is null
            ? "Install the operating system's package, or pin it in the requirements"
            : $"Declare `{pin.Name}=={present.Version}` once it is known to do");

    // `site.getusersitepackages()`: an environment that sees the system's packages sees the user's before them.
    private static IEnumerable<string> UserSite(HostFacts host, InterpreterFacts facts)
    {
        string? root = host.Variable("PYTHONUSERBASE");
        string library = (facts.Implementation == "pypy" ? "pypy" : "python") + facts.MajorMinor + (facts.GilDisabled ? "t" : "");
        string folder = host.System switch
        {
            HostSystem.Windows => host.Paths.Combine(
                root ?? host.Paths.Combine(host.Variable("APPDATA") ?? host.InHome("AppData", "Roaming"), "Python"),
                $"Python{facts.MajorMinor.Replace(".", "", StringComparison.Ordinal)}", "site-packages"),
            HostSystem.MacOS when root is null && facts.BasePrefix.Contains(".framework/", StringComparison.Ordinal) =>
                host.InHome("Library", "Python", facts.MajorMinor, "lib", "python", "site-packages"),
            _ => host.Paths.Combine(root ?? host.InHome(".local"), "lib", library, "site-packages"),
        };
        return [folder];
    }
}

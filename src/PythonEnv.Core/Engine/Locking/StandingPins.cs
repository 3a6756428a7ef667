using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Files;
using PythonEnv.Locking;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Engine.Locking;

/// <summary>Reads what stands in an environment, whoever made it, as pins.</summary>
/// <param name="location">Where the environment is declared.</param>
/// <param name="path">Absolute path of the lock.</param>
internal sealed class StandingPins(EnvironmentLayout layout, SourceSpan location, string path)
{
    // What `venv` puts there by itself, and `pip freeze` leaves out.
    private static readonly ImmutableHashSet<string> s_tools = ["pip", "setuptools", "wheel", "distribute"];

    /// <param name="diagnostics">
    /// Receives PYENV5003 for a name that is there twice, PYENV2002 for an origin that can't be read, and warnings of what is left out:
    /// PYENV2005 for a folder, PYENV5003 for a version that is none.
    /// </param>
    /// <returns>In order of name.</returns>
    public ImmutableArray<StandingPin> Read(DiagnosticBag diagnostics)
    {
        ImmutableArray<StandingPin> pins = Read(name => !s_tools.Contains(name.Value), diagnostics);
        diagnostics.AddRange(Links().Select(link => LeftOut(
            Path.GetFileNameWithoutExtension(link), (RegularFile.ReadTextIfThere(link) ?? "").Split('\n')[0].Trim())));
        return pins;
    }

    /// <summary>Those of the tools that something asks for, be it that <c>venv</c> has put them there.</summary>
    /// <inheritdoc cref="Read(DiagnosticBag)"/>
    public ImmutableArray<StandingPin> ReadTools(IReadOnlySet<PackageName> asked, DiagnosticBag diagnostics) =>
        Read(name => s_tools.Contains(name.Value) && asked.Contains(name), diagnostics);

    private ImmutableArray<StandingPin> Read(Func<PackageName, bool> counts, DiagnosticBag diagnostics)
    {
        var pins = ImmutableArray.CreateBuilder<StandingPin>();
        foreach (IGrouping<PackageName, InstalledDistribution> named in InstalledDistribution.List(layout.SitePackages)
            .Where(installed => counts(installed.Name))
            .GroupBy(installed => installed.Name)
            .OrderBy(named => named.Key))
        {
            if (named.Count() > 1)
                diagnostics.Add(Twice(named));
            else if (Read(named.Single(), diagnostics) is { } pin)
                pins.Add(pin);
        }
        return pins.ToImmutable();
    }

    private StandingPin? Read(InstalledDistribution installed, DiagnosticBag diagnostics)
    {
        InstalledOrigin? origin = InstalledOrigin.Read(installed, new SourceSpan(path), diagnostics);
        if (origin is { Declared: null })
            diagnostics.Add(LeftOut($"{installed.Name} {installed.Version}", origin.Url));
        else if (PythonVersion.TryParse(installed.Version, out PythonVersion? version))
            return new StandingPin(installed.Name, version, origin?.Declared);
        else
            diagnostics.Add(Unversioned(installed));
        return null;
    }

    // How `setup.py develop` installs a folder.
    private IEnumerable<string> Links() =>
        Directory.Exists(layout.SitePackages)
            ? Directory.EnumerateFiles(layout.SitePackages, "*.egg-link").Order(StringComparer.Ordinal)
            : [];

    // What is worked on stands beside what is pinned as a rule: the lock is of use without it, and says so.
    private Diagnostic LeftOut(string installed, string folder) => DiagnosticCatalog.LocalRequirement.At(
        location, $"`{installed}` is left out of the lock",
        $"it is installed from the folder `{Redaction.OfUrls(folder)}`, whose content no lock can hold",
        "Build a wheel of it and require that, or put its folder into `PYTHONPATH`") with
    { Severity = Severity.Warning };

    private Diagnostic Unversioned(InstalledDistribution installed) => DiagnosticCatalog.PackagesDiffer.At(
        location, $"`{installed.Name}` is left out of the lock", $"`{installed.MetadataName}` names no version of PEP 440",
        $"Install a version of `{installed.Name}` that has one") with
    { Severity = Severity.Warning };

    private Diagnostic Twice(IGrouping<PackageName, InstalledDistribution> named) => DiagnosticCatalog.PackagesDiffer.At(
        location, $"`{named.Key}` is installed twice, and only one of them can be locked",
        $"found {string.Join(", ", named.Select(installed => $"`{installed.MetadataName}`"))} in `{layout.SitePackages}`",
        $"Uninstall `{named.Key}` until it is gone, and install the version that is meant");
}

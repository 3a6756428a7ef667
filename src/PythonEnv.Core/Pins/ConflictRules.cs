using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements;

namespace PythonEnv.Pins;

/// <summary>PYENV2007: lines of one name that can't all hold.</summary>
internal static class ConflictRules
{
    public static void Check(DeclaredSet declared, List<Diagnostic> findings)
    {
        var pins = new Dictionary<Slot, DeclaredRequirement>(declared.Requirements.Count);
        var links = new Dictionary<Slot, DeclaredRequirement>();
        var others = new List<DeclaredRequirement>();
        foreach (RequirementsLine line in declared.Requirements.Concat(declared.Constraints))
        {
            DeclaredRequirement requirement = line.Requirement!;
            if (requirement.CanonicalName is not { } name || declared.Group(requirement) is not string group)
                continue;
            if (requirement.Kind != RequirementKind.Named)
                CompareLinks(links, new Slot(name, group), requirement, findings);
            else if (requirement.PinnedVersion is null || !pins.TryAdd(new Slot(name, group), requirement))
                others.Add(requirement);
        }
        foreach (DeclaredRequirement other in others)
        {
            var key = new Slot(other.CanonicalName!, declared.Group(other)!);
            if (pins.TryGetValue(key, out DeclaredRequirement? pin) && !CanHold(pin, other))
                findings.Add(Contradiction(pin, other));
        }
    }

    /// <summary><c>==1.0</c> and <c>==1.0+cpu</c> can both hold: the local build meets both.</summary>
    private static bool CanHold(DeclaredRequirement pin, DeclaredRequirement other) =>
        other.Specifiers.Contains(pin.PinnedVersion!)
        || (other.PinnedVersion is string version && pin.Specifiers.Contains(version));

    private static Diagnostic Contradiction(DeclaredRequirement pin, DeclaredRequirement other) => DiagnosticCatalog.PinnedTwice.At(
        other.Where,
        other.PinnedVersion is null
            ? $"`{other.Display}` shuts out the version that `{pin.Name}` is pinned to"
            : $"`{other.Name}` is pinned twice, to {pin.PinnedVersion} and to {other.PinnedVersion}",
        $"{pin.Where} has `{pin.Display}`",
        pin.Marker is null || other.Marker is null
            ? "Keep one of the two"
            : "Keep one of the two, or let their markers exclude each other");

    private static void CompareLinks(
        Dictionary<Slot, DeclaredRequirement> links, Slot key, DeclaredRequirement requirement, List<Diagnostic> findings)
    {
        if (links.TryAdd(key, requirement) || Target(links[key]) == Target(requirement))
            return;
        findings.Add(DiagnosticCatalog.PinnedTwice.At(
            requirement.Where,
            $"`{requirement.Name}` is required from two places",
            $"{links[key].Where} has `{links[key].Display}`",
            "Keep one of the two"));
    }

    private static (string, string?) Target(DeclaredRequirement requirement)
    {
        string url = Redaction.OfUrls(requirement.Link!.Url);
        int fragment = url.IndexOf('#');
        return (fragment < 0 ? url : url[..fragment], requirement.Link.Subdirectory);
    }

    /// <summary>What one line may fill: a project, for those environments that the group stands for.</summary>
    private sealed record Slot(PackageName Name, string Group);
}

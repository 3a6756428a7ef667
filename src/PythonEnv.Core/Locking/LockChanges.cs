using PythonEnv.Locking.Universe;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Locking;

/// <summary>Says what a lock changes of the one before it, and why; and what a platform costs.</summary>
internal static class LockChanges
{
    /// <returns>A sentence each, without full stop, in order of name.</returns>
    public static IEnumerable<string> Describe(LockRequest request, Resolution resolution, IndexUniverses universes)
    {
        ILookup<PackageName, Preference> before = request.Preferences.ToLookup(preference => preference.Name);
        ILookup<PackageName, ResolvedPin> after = resolution.Pins.ToLookup(pin => pin.Name);
        foreach (PackageName name in before.Select(group => group.Key).Union(after.Select(group => group.Key)).Order())
        {
            PythonVersion[] old = [.. before[name].Select(preference => preference.Version).Distinct().Order()];
            PythonVersion[] now = [.. after[name].Select(pin => pin.Release.Version).Distinct().Order()];
            if (now.Length == 0)
                yield return $"- {name} {List(old)}: nothing asks for it any more";
            else if (old.Length == 0)
                yield return $"+ {name} {List(now)}: {Requirers(after[name])}";
            else if (!old.SequenceEqual(now))
                yield return $"~ {name} {List(old)} → {List(now)}: {Reason(request, name, old, after[name], universes)}";
        }
        foreach (ResolvedPin pin in resolution.Pins)
        {
            if (Cost(resolution, pin, universes) is { } cost)
                yield return cost;
        }
    }

    private static string Requirers(IEnumerable<ResolvedPin> pins) => string.Join(", ", pins
        .SelectMany(pin => pin.RequiredBy)
        .Select(by => by.By is null ? $"`{by.Root!.Display}`" : by.By.Value)
        .Distinct(StringComparer.Ordinal)
        .Take(3)) is { Length: > 0 } names ? $"asked for by {names}" : "";

    private static string Reason(LockRequest request, PackageName name, PythonVersion[] old, IEnumerable<ResolvedPin> pins, IndexUniverses universes)
    {
        if (request.Upgrade.Includes(name))
            return "upgraded";
        universes.TryGetPackage(name, out PackageUniverse? universe);
        Release? kept = universe?.Releases.FirstOrDefault(release => old.Contains(release.Version));
        if (kept is null)
            return $"{List(old)} was removed from the index";
        if (kept.Files.All(file => file.IsYanked))
            return $"{List(old)} was yanked";
        PinRequirer? excluding = pins.SelectMany(pin => pin.RequiredBy)
            .FirstOrDefault(by => !by.Requirement.Specifiers.Contains(kept.Version, prereleases: true));
        if (excluding is not null)
            return excluding.By is null ? $"`{excluding.Root!.Display}` is declared" : $"{excluding.By} {excluding.ByVersion} requires `{excluding.Requirement.Name}{excluding.Requirement.Specifiers}`";
        return "what else is asked for does not go with it";
    }

    // The newest release that only lacks files for some targets is what those targets cost.
    private static string? Cost(Resolution resolution, ResolvedPin pin, IndexUniverses universes)
    {
        if (!universes.TryGetPackage(pin.Name, out PackageUniverse? universe))
            return null;
        foreach (Release newer in universe.Releases.Where(release => !release.Version.IsPrerelease).OrderByDescending(release => release.Version))
        {
            if (newer.Version <= pin.Release.Version)
                return null;
            bool isAllowed = pin.RequiredBy.All(by => by.Requirement.Specifiers.Contains(newer.Version, prereleases: true)) && !newer.Files.All(file => file.IsYanked);
            ResolveTarget[] targets = [.. pin.Classes.Indices().SelectMany(i => resolution.Classes[i].Targets)];
            string[] without = [.. targets.Where(target => !newer.Files.Any(file => file.IsWheel ? target.Tags.RankOf(file.Tags) is not null : universe.AllowsSource)).Select(target => target.Name)];
            if (isAllowed && without.Length > 0 && without.Length < targets.Length)
                return $"{pin.Name} is {pin.Release} and not {newer}, which has no file for {string.Join(", ", without)}";
        }
        return null;
    }

    private static string List(IEnumerable<PythonVersion> versions) => string.Join(", ", versions.Select(version => version.ToString()));
}

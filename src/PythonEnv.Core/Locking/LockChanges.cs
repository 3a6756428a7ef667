using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Locking.Universe;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Resolving.Terms;

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
            if (universes.TryGetPackage(pin.Name, out PackageUniverse? universe)
                && (Cost(resolution, pin, universe)
                    ?? (request.Upgrade.Names.Contains(pin.Name) ? Limited(request, resolution, pin, universe) : null)
                    ?? (IsFree(request, pin) ? HeldBack(resolution, pin, universe) : null)) is { } sentence)
                yield return sentence;
        }
    }

    private static string Requirers(IEnumerable<ResolvedPin> pins) => string.Join(", ", pins
        .SelectMany(pin => pin.RequiredBy)
        .Select(by => by.By is null ? $"`{by.Root!.Display}`" : by.By.Value)
        .Distinct(StringComparer.Ordinal)
        .Take(3)) is { Length: > 0 } names ? $"asked for by {names}" : "";

    private static string Reason(
        LockRequest request, PackageName name, PythonVersion[] old, IEnumerable<ResolvedPin> pins, IndexUniverses universes)
    {
        if (request.Upgrade.Includes(name))
            return "upgraded";
        if (pins.SelectMany(pin => pin.RequiredBy).FirstOrDefault(by => by.Root?.Requirement.Url is not null) is { } direct)
            return $"`{direct.Root!.Display}` is declared";
        universes.TryGetPackage(name, out PackageUniverse? universe);
        Release? kept = universe?.Releases.FirstOrDefault(release => old.Contains(release.Version));
        if (kept is null)
            return $"{List(old)} was removed from the index";
        if (kept.Files.All(file => file.IsYanked))
            return $"{List(old)} was yanked";
        DeclaredRequirement? replacing = request.Inputs.Overrides.LastOrDefault(
            replacement => replacement.CanonicalName == name && !replacement.Specifiers.Contains(kept.Version, prereleases: true));
        if (replacing is not null)
            return $"`{replacing.Display}` is declared as an override";
        PinRequirer? excluding = pins.SelectMany(pin => pin.RequiredBy)
            .FirstOrDefault(by => !by.Requirement.Specifiers.Contains(kept.Version, prereleases: true));
        if (excluding is not null)
            return excluding.By is null
                ? $"`{excluding.Root!.Display}` is declared"
                : Requires(excluding);
        return "what else is asked for does not go with it";
    }

    // The newest release that only some targets can't take is what these targets cost.
    private static string? Cost(Resolution resolution, ResolvedPin pin, PackageUniverse universe)
    {
        ResolveTarget[] targets = resolution.TargetsOf(pin);
        foreach (Release newer in Newer(pin, universe))
        {
            ResolveTarget[] without = [.. targets.Where(target => !Fits(newer, target, universe))];
            if (without.Length > 0 && without.Length < targets.Length)
                return $"{pin.Name} is {pin.Release} and not {newer}, which has no file for "
                    + $"{string.Join(", ", without.Select(target => target.Name))}";
        }
        return null;
    }

    // Whoever names what is to be upgraded is told why it is not.
    private static string? Limited(LockRequest request, Resolution resolution, ResolvedPin pin, PackageUniverse universe)
    {
        Release? newest = universe.Releases
            .Where(release => IsFinal(release) && resolution.TargetsOf(pin).All(target => Fits(release, target, universe)))
            .MaxBy(release => release.Version);
        if (newest is null || newest.Version <= pin.Release.Version)
            return null;
        string? limit = pin.RequiredBy.Where(by => !by.Requirement.Specifiers.Contains(newest.Version, prereleases: true))
            .Select(by => by.By is null ? Place(by.Root!.Display, by.Root.Where) : Requires(by))
            .Concat(request.Inputs.Constraints
                .Where(limit => limit.CanonicalName == pin.Name && !limit.Specifiers.Contains(newest.Version, prereleases: true))
                .Select(limit => Place(limit.Display, limit.Where)))
            .FirstOrDefault();
        return limit is null ? null : $"{pin.Name} is {pin.Release} and not {newest}: {limit}";

        string Place(string written, SourceSpan where) => where.File.Length == 0
            ? $"`{written}` is declared"
            : $"`{written}` stands in {request.Shown(where.File)}({where.Line})";
    }

    // Nothing is wrong with it, but an old release may be there by mistake: it is the one that no distribution has a limit for yet.
    private static string? HeldBack(Resolution resolution, ResolvedPin pin, PackageUniverse universe)
    {
        RootRequirement? root = pin.RequiredBy
            .Select(by => by.Root)
            .FirstOrDefault(root => root is not null && !HasFloor(root.Requirement.Specifiers));
        Release? newest = root is null
            ? null
            : Newer(pin, universe).FirstOrDefault(release => resolution.TargetsOf(pin).All(target => Fits(release, target, universe)));
        return newest is null
            || newest.Version.Release[0] <= pin.Release.Version.Release[0]
            || newest.Version.Epoch != pin.Release.Version.Epoch
            ? null
            : $"{pin.Name} is {pin.Release} and not {newest}, and `{root!.Display}` asks for no newer one: "
                + $"write `{pin.Name}>={newest}` to be told what holds it back";
    }

    // Whoever asks for old releases, or keeps one, knows why.
    private static bool IsFree(LockRequest request, ResolvedPin pin) =>
        request.Options.Resolve is { Resolution: ResolutionKind.Highest, UploadedBefore: null }
        && !request.Preferences.Concat(request.Installed).Any(kept => kept.Name == pin.Name && kept.Version == pin.Release.Version)
        && !request.Inputs.Constraints.Concat(request.Inputs.Overrides).Any(limit => limit.CanonicalName == pin.Name);

    private static bool HasFloor(SpecifierSet specifiers) => specifiers.Clauses.Any(clause => clause.Operator
        is not (SpecifierOperator.Less or SpecifierOperator.LessOrEqual or SpecifierOperator.NotEqual));

    private static string Requires(PinRequirer by) =>
        $"{by.By} {by.ByVersion} requires `{by.Requirement.Name}{by.Requirement.Specifiers}`";

    private static bool IsFinal(Release release) => !release.Version.IsPrerelease && !release.Files.All(file => file.IsYanked);

    /// <summary>Final releases that every requirement admits and that are not yanked, newest first.</summary>
    private static IEnumerable<Release> Newer(ResolvedPin pin, PackageUniverse universe) => universe.Releases
        .Where(release => release.Version > pin.Release.Version && IsFinal(release))
        .Where(release => pin.RequiredBy.All(by => by.Requirement.Specifiers.Contains(release.Version, prereleases: true)))
        .OrderByDescending(release => release.Version);

    private static bool Fits(Release release, ResolveTarget target, PackageUniverse universe)
    {
        PythonVersion python = PythonVersion.Parse(target.Environment.PythonFullVersion.TrimEnd('+'));
        return release.Files.Any(file => file.RequiresPython?.Contains(python, prereleases: true) != false
            && (file.IsWheel ? target.Tags.RankOf(file.Tags) is not null : universe.AllowsSource));
    }

    private static string List(IEnumerable<PythonVersion> versions) => string.Join(", ", versions.Select(version => version.ToString()));
}

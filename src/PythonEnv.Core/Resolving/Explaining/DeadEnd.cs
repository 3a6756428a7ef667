using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Explaining;

/// <summary>A name of which releases are demanded that don't exist or can't be installed.</summary>
/// <param name="Demanded">The releases that somebody demands.</param>
/// <param name="Unusable">Those of them that can't be installed in the class.</param>
/// <param name="Refused">Those that only their metadata shut out.</param>
/// <param name="Demands">The requirements on the name, as written.</param>
internal sealed record DeadEnd(
    Catalog Catalog, Package Package, int Class, VersionSet Demanded, VersionSet Unusable, VersionSet Refused, string[] Demands)
{
    /// <summary>Longer lists of tags are cut.</summary>
    private const int MaxTags = 4;

    /// <summary>How many targets are declared.</summary>
    public required int Declared { get; init; }

    /// <summary>The targets of other classes on which the same is demanded: whoever takes one out would meet the next.</summary>
    public ImmutableArray<ResolveTarget> Others { get; init; } = [];

    /// <summary>Whether nothing that is demanded can be installed.</summary>
    public bool IsComplete => (Demanded - Unusable - Refused).IsEmpty;

    /// <summary>The rule that says it best.</summary>
    public DiagnosticRule Rule => Demanded.IsEmpty ? DiagnosticCatalog.VersionNotFound : MainReason() switch
    {
        Exclusion.NoFile or Exclusion.NoWheelFits => DiagnosticCatalog.NoFileFits,
        Exclusion.SourceOnly => DiagnosticCatalog.OnlySourceFits,
        Exclusion.Python => DiagnosticCatalog.PythonExcluded,
        null => Refusals().First().Rule,
        _ => DiagnosticCatalog.VersionNotFound,
    };

    /// <summary>What to do about it, if no declaration can help.</summary>
    public string Remedy => MainReason() switch
    {
        _ when Package.Releases.IsEmpty && !Package.Universe.EmptyPages.IsEmpty =>
            "Look at the page in a browser: it may ask for a login, or the project may be empty",
        _ when Package.Releases.IsEmpty => "Check the name, and that the index that has it is declared",
        _ when Demanded.IsEmpty => "",
        Exclusion.NoFile when !Package.Universe.AllowsWheels => $"Take `{Package.Name}` out of what `--no-binary` names",
        Exclusion.NoFile or Exclusion.NoWheelFits => Lacking() is var lacking && lacking.Length == Declared
            ? "Declare an interpreter that one of its files fits, or an index that has others"
            : $"Take {Phrases.List(lacking)} out of the declared platforms, or give {(lacking.Length > 1 ? "them" : "it")} a lock of "
                + (lacking.Length > 1 ? "their own" : "its own"),
        Exclusion.SourceOnly when Package.Universe.IsOnlyBinary => $"Take `{Package.Name}` out of what `--only-binary` names",
        Exclusion.SourceOnly => $"Allow `{Package.Name}` to be built: name it in `PythonEnvAllowSourceBuilds`",
        Exclusion.Python => "Declare another interpreter",
        null when Rule == DiagnosticCatalog.PythonExcluded => "Declare another interpreter",
        Exclusion.UploadTimeUnknown => "Exempt its index from `PythonEnvUploadedBefore`, or take one that gives upload times",
        Exclusion.TooNew => "Move `PythonEnvUploadedBefore`",
        Exclusion.Prerelease => "Allow pre-releases with `PythonEnvPrerelease`",
        Exclusion.Yanked => "Pin the yanked version with `==`, if it has to be that one",
        _ => "",
    };

    /// <summary>What there is instead, a sentence for each reason.</summary>
    public IEnumerable<string> Sentences()
    {
        if (Package.Releases.IsEmpty && Package.Universe.EmptyPages is { IsEmpty: false } pages)
            yield return $"the page of {Phrases.List(pages)} names no file of `{Package.Name}`";
        else if (Package.Releases.IsEmpty)
            yield return $"{(Package.Universe.Asked.IsEmpty ? "no index" : $"nothing in {Phrases.List(Package.Universe.Asked)}")} has "
                + $"`{Package.Name}`";
        else if (Demanded.IsEmpty)
            yield return $"no version of {Package.Name} matches {Phrases.List([.. Demands.Select(demand => $"`{demand}`")])}: {Existing()}";
        foreach (IGrouping<string, int> group in Bits(Unusable).GroupBy(Reason, StringComparer.Ordinal))
        {
            VersionSet releases = Set(group);
            string reason = releases.Count > 1 ? Phrases.Plural(group.Key) : group.Key;
            yield return $"{Package.Name} {Phrases.Runs(Package, releases, VersionSet.None(Package.Size))} {reason}{Wheels(group.Last())}";
        }
        foreach (int bit in Bits(Refused))
            yield return $"{Package.Name} {Package.At(bit)} {Catalog.GetRequirements(Package, bit).Refusal!.Why}";
    }

    private IEnumerable<ReleaseRefusal> Refusals() => Bits(Refused).Select(bit => Catalog.GetRequirements(Package, bit).Refusal!);

    private string Existing() =>
        $"there {(Package.Releases.Length == 1 ? "is" : "are")} {Phrases.Runs(Package, Package.Versions, VersionSet.None(Package.Size))}";

    private string Reason(int bit)
    {
        (Exclusion why, List<int> targets) = Exclude(bit);
        string on = Phrases.List(
        [
            .. targets.Select(target => Catalog.Targets[target].Name),
            .. why == Exclusion.NoWheelFits ? OthersWithout(bit).Select(target => target.Name) : [],
        ]);
        MarkerEnvironment environment = Catalog.Targets[targets[0]].Environment;
        ReleaseFile? file = Package.At(bit).Files.FirstOrDefault();
        return why switch
        {
            Exclusion.NoFile when !Package.Universe.AllowsWheels => "has no file but wheels, which `--no-binary` leaves out",
            Exclusion.NoFile => "has no file",
            Exclusion.NoWheelFits => $"has no file for {on} (Python {environment.PythonVersion})",
            Exclusion.SourceOnly when Package.Universe.IsOnlyBinary => $"has only source for {on}, which `--only-binary` leaves out",
            Exclusion.SourceOnly => $"has only source for {on}, and building is not allowed",
            Exclusion.Python => $"requires Python {file?.RequiresPython}, and "
                + $"{on} {(targets.Count > 1 ? "have" : "has")} Python {environment.PythonFullVersion}",
            Exclusion.UploadTimeUnknown => "has no upload time, and `PythonEnvUploadedBefore` asks for one",
            Exclusion.TooNew => "was uploaded too late",
            Exclusion.Prerelease => "is a pre-release, and none is allowed",
            Exclusion.Yanked => file?.YankedReason is { Length: > 0 } reason ? $"was yanked ({reason})" : "was yanked",
            _ => "is not from the declared URL",
        };
    }

    /// <summary>What a release has instead of what would fit.</summary>
    private string Wheels(int bit)
    {
        if (Exclude(bit).Why != Exclusion.NoWheelFits)
            return "";
        string[] tags = [.. Package.At(bit).Files.Where(file => file.IsWheel).Select(file => file.Tags[^1].ToString()).Distinct()];
        string more = tags.Length > MaxTags ? $" and {tags.Length - MaxTags} more" : "";
        return $"; {Package.At(bit)} has {string.Join(", ", tags.Take(MaxTags))}{more}";
    }

    private Exclusion? MainReason() => Unusable.IsEmpty
        ? null
        : Bits(Unusable)
            .GroupBy(bit => Exclude(bit).Why)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key)
            .First().Key;

    private (Exclusion Why, List<int> Targets) Exclude(int bit)
    {
        List<(int Target, Exclusion Why)> excluded = Excluded(bit);
        Exclusion why = excluded.Min(one => one.Why);
        return (why, [.. excluded.Where(one => one.Why == why).Select(one => one.Target)]);
    }

    private List<(int Target, Exclusion Why)> Excluded(int bit) =>
    [
        .. Catalog.TargetsOf(Class)
            .Select(target => (Target: target, Why: Package.WhyNot(bit, Class, target)))
            .Where(one => one.Why != Exclusion.None),
    ];

    /// <summary>
    /// The fewest targets without which there is a release. Of the class these are what one release lacks; of the others, which may have
    /// releases of their own, what every release lacks.
    /// </summary>
    private string[] Lacking() =>
    [
        .. Bits(Unusable).Select(Excluded).MinBy(excluded => excluded.Count)!.Select(one => Catalog.Targets[one.Target].Name),
        .. Others.Where(target => Bits(Unusable).All(bit => OthersWithout(bit).Contains(target))).Select(target => target.Name),
    ];

    private IEnumerable<ResolveTarget> OthersWithout(int bit) =>
        Others.Where(target => Package.At(bit).Files.All(file => file.IsWheel && target.Tags.RankOf(file.Tags) is null));

    private VersionSet Set(IEnumerable<int> bits) => bits.Aggregate(VersionSet.None(Package.Size), (set, bit) => set.With(bit));

    private static IEnumerable<int> Bits(VersionSet set)
    {
        for (int bit = set.Next(1); bit > 0; bit = set.Next(bit + 1))
            yield return bit;
    }
}

using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Candidates;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;

namespace PythonEnv.Planning;

/// <summary>Chooses the file of one pin among those that indexes list, or tells why none will do.</summary>
internal sealed class FileChoice(Pin pin, PlanRequest request, IndexSettings settings)
{
    private const int FewVersions = 5;
    private const int FewFiles = 6;

    private readonly PlanTarget _target = request.Target;

    /// <param name="problem">
    /// PYENV3001, 3002, 3003, 3006, 3009 or 7005 if there is no choice; PYENV3008 or 7005 (warnings) if the choice is yanked or its project
    /// archived; else null.
    /// </param>
    public Candidate? Choose(ProjectListing listing, out Diagnostic? problem)
    {
        if (listing.Status is { IsQuarantined: true } quarantine)
        {
            problem = Refuse(quarantine);
            return null;
        }
        CandidateSelection selection = new CandidateSelector(Query()).Select(listing.Files);
        bool mayBuild = request.MayBuild(pin.Name);
        Candidate? chosen = selection.Candidates.FirstOrDefault(candidate => candidate.Wheel is not null || mayBuild);
        problem = chosen switch
        {
            null when !selection.HasWantedVersion => NoVersion(selection, listing),
            null when selection.Candidates.Length > 0 => OnlySource(selection),
            null when DemandsOf(selection) is { Length: > 0 } demands => PythonExcluded(pin, demands, _target.Markers),
            null => NothingFits(selection, listing),
            { Hash: HashMatch.Differs } => HashDiffers(selection),
            { File.YankedReason: { } reason } => Yanked(pin, chosen.Version, reason),
            _ when listing.Status is { IsTold: true } status => StatusOf(pin, status),
            _ => null,
        };
        return problem is { Severity: Severity.Error } ? null : chosen;
    }

    /// <summary>The newest version that specifiers accept, pre-releases aside.</summary>
    public static PythonVersion? Newest(ProjectListing listing, PackageName name, IReadOnlyList<SpecifierSet> specifiers, PlanTarget target)
    {
        var query = new CandidateQuery
        {
            Name = name,
            Specifiers = SpecifierSet.Of(specifiers.SelectMany(set => set.Clauses)),
            Tags = target.Tags,
            Python = target.Python,
        };
        return new CandidateSelector(query).Select(listing.Files).Best?.Version;
    }

    private CandidateQuery Query() => new()
    {
        Name = pin.Name,
        Specifiers = pin.Specifiers,
        Tags = _target.Tags,
        Python = _target.Python,
        AllowsWheels = settings.Formats.AllowsWheels(pin.Name),
        AllowsSource = settings.Formats.AllowsSource(pin.Name),
        AllowsYanked = pin.Specifiers.ExactPin is not null,
        Prereleases = settings.Releases.AllowsPrereleases(pin.Name),
        PrefersWheels = settings.PreferBinary,
        Hashes = pin.Hashes,
    };

    private bool IsWanted(RejectedFile file) => file.Version is not null && pin.Specifiers.Contains(file.Version, prereleases: true);

    private Diagnostic NoVersion(CandidateSelection selection, ProjectListing listing)
    {
        PythonVersion[] versions =
        [
            .. selection.Candidates.Select(candidate => candidate.Version)
                .Concat(selection.Rejected.Select(file => file.Version).OfType<PythonVersion>())
                .Distinct()
                .OrderDescending(),
        ];
        string places = settings.Places.Any() ? string.Join(", ", settings.Places) : WhyNowhere();
        string missing = listing.Missing.IsEmpty
            ? ""
            : $"; {string.Join(", ", listing.Missing.Select(path => $"`{path}`"))} does not exist";
        string[] unreadable =
        [
            .. selection.Rejected
                .Where(file => file.Reason is RejectionReason.NameUnreadable or RejectionReason.VersionUnreadable)
                .Select(file => $"`{file.File.FileName}`"),
        ];
        if (versions.Length == 0 && unreadable.Length > 0)
        {
            return DiagnosticCatalog.VersionNotFound.At(
                pin.Where, $"`{pin.Display}` is on no index: no file of `{pin.Name}` has a name that can be read",
                $"there are {string.Join(", ", unreadable.Take(FewFiles))} (searched: {places}{missing})",
                "Have the file built anew, or pin another distribution");
        }
        if (versions.Length == 0 && !listing.Empty.IsEmpty)
        {
            return DiagnosticCatalog.VersionNotFound.At(
                pin.Where, $"`{pin.Display}` is on no index: no file stands on the page of `{pin.Name}`",
                $"the page of {string.Join(", ", listing.Empty.Select(index => $"`{index}`"))} names none (searched: {places}{missing})",
                "Look at the page in a browser: it may ask for a login, or the project may be empty");
        }
        if (versions.Length == 0)
        {
            return DiagnosticCatalog.VersionNotFound.At(
                pin.Where, $"`{pin.Display}` is on no index: there is no project `{pin.Name}`", $"Searched: {places}{missing}",
                "Check the name, or declare the index that has it");
        }
        string more = versions.Length > FewVersions ? $" and {versions.Length - FewVersions} older ones" : "";
        return DiagnosticCatalog.VersionNotFound.At(
            pin.Where, $"`{pin.Display}` does not exist on any index",
            $"there are {string.Join(", ", versions.Take(FewVersions).Select(version => version.ToString()))}{more} (searched: "
                + $"{places}{missing})",
            "Pin a version that exists");
    }

    private string WhyNowhere() => settings.Applied.LastOrDefault(applied => applied.Name == "no-index") is { } off && settings.NoIndex
        ? $"no index, because {off.Origin} switches them off, and no find-links folder"
        : "no index and no find-links folder is declared";

    private Diagnostic OnlySource(CandidateSelection selection) => DiagnosticCatalog.OnlySourceFits.At(
        pin.Where,
        $"only a source distribution of `{pin.Display}` fits {_target}",
        $"there is `{selection.Candidates[0].File.FileName}`{Files(selection, "; its wheels are ", onlyWheels: true)}",
        $"Pin a version with a fitting wheel, or allow it to be built with "
            + $"`<PythonEnvAllowSourceBuilds>{pin.Name}</PythonEnvAllowSourceBuilds>`");

    /// <summary>PYENV3003.</summary>
    public static Diagnostic PythonExcluded(Pin pin, string demands, MarkerEnvironment markers) => DiagnosticCatalog.PythonExcluded.At(
        pin.Where, $"`{pin.Display}` does not run on this Python",
        $"it requires Python {demands}; the interpreter is {markers.PythonFullVersion}",
        "Pin another version, or declare another interpreter");

    private string DemandsOf(CandidateSelection selection) => string.Join(", ", selection.Rejected
        .Where(file => IsWanted(file) && file.Reason == RejectionReason.PythonExcluded)
        .Select(file => $"`{file.File.RequiresPython}`")
        .Distinct(StringComparer.Ordinal));

    private Diagnostic NothingFits(CandidateSelection selection, ProjectListing listing)
    {
        string? option = selection.Rejected.Where(IsWanted)
            .Select(file => file.Reason switch
            {
                RejectionReason.SourceNotAllowed => "--only-binary",
                RejectionReason.WheelNotAllowed => "--no-binary",
                RejectionReason.PrereleaseExcluded => "--only-final",
                _ => null,
            })
            .FirstOrDefault(each => each is not null);
        string formats = option is null ? "" : $" (`{option}` leaves others out)";
        string best = _target.Tags.Count == 0 ? "" : $"; needed is one that {_target} can install, best `{_target.Tags[0]}`";
        return DiagnosticCatalog.NoFileFits.At(
            pin.Where, $"no file of `{pin.Display}` fits {_target}", $"{Files(selection, "it has ", onlyWheels: false)}{formats}{best}",
            Nearest(listing) is { } nearest
                ? $"Pin `{pin.Name}=={nearest}`, the nearest version that has one, or {Elsewhere}"
                : option is not null ? $"Take `{pin.Name}` out of what `{option}` names, or {Elsewhere}"
                : OnlySystem(selection) is { } system ? $"Write `; sys_platform == \"{system}\"` behind it if only that system needs it"
                : $"No version has one: {Elsewhere}");
    }

    /// <summary>The one system that has files, as <c>sys_platform</c> calls it; null if there are several or it is the target's.</summary>
    private string? OnlySystem(CandidateSelection selection)
    {
        string[] systems =
            [.. selection.Rejected.Where(IsWanted).SelectMany(file => file.Wheel?.Tags.Select(SystemOf) ?? [""]).Distinct()];
        return systems is [{ Length: > 0 } system] && system != _target.Markers.SysPlatform ? system : null;
    }

    private static string SystemOf(WheelTag tag) => tag.Platform.Split('_')[0] switch
    {
        "win32" or "win" => "win32",
        "macosx" => "darwin",
        "linux" or "manylinux" or "manylinux1" or "manylinux2010" or "manylinux2014" or "musllinux" => "linux",
        _ => "",
    };

    private string Elsewhere => _target.Rid is null ? "declare another interpreter"
        : _target.IsPublished ? $"publish for another platform than {_target.Rid}"
        : $"take {_target.Rid} out of `PythonEnvTargetRids`";

    /// <summary>The next newer version with a file for the target, else the next older one; pre-releases aside.</summary>
    private PythonVersion? Nearest(ProjectListing listing)
    {
        CandidateQuery query = Query() with { Specifiers = SpecifierSet.Any, Hashes = [], AllowsYanked = false };
        PythonVersion[] versions =
            [.. new CandidateSelector(query).Select(listing.Files).Candidates
                .Where(candidate => candidate.Wheel is not null)
                .Select(candidate => candidate.Version)
                .Distinct()
                .Order()];
        return PythonVersion.TryParse(pin.Specifiers.ExactPin, out PythonVersion? pinned)
            ? Array.Find(versions, version => version > pinned) ?? Array.FindLast(versions, version => version < pinned)
            : versions.LastOrDefault();
    }

    private Diagnostic HashDiffers(CandidateSelection selection)
    {
        string found = string.Join(", ", selection.Candidates.Take(FewFiles)
            .Select(candidate => $"`{candidate.File.FileName}` with {string.Join(", ", candidate.File.Hashes)}"));
        return DiagnosticCatalog.HashMismatch.At(
            pin.Where, $"no file of `{pin.Display}`{(_target.Rid is null ? "" : $" for {_target}")} has a hash that is pinned",
            $"expected {string.Join(" or ", pin.Hashes)}; the index has {found}",
            "Find out why the files differ before you pin other hashes");
    }

    private Diagnostic Refuse(ProjectStatus quarantine) => StatusOf(pin, quarantine) with
    {
        Problem = $"`{pin.Display}` is not installed: its project is quarantined"
    };

    /// <summary>PYENV7005.</summary>
    public static Diagnostic StatusOf(Pin pin, ProjectStatus status) => DiagnosticCatalog.ProjectStatus.At(
        pin.Where,
        $"the project of `{pin.Display}` is {status.Name}",
        $"`{status.Index}` says so, {(status.Reason is null ? "without a reason" : $"for this reason: {status.Reason.Trim()}")}",
        status.IsQuarantined ? "Remove it, and find out whether what was installed before did harm" : "Plan to replace it") with
    {
        Severity = status.IsQuarantined ? Severity.Error : Severity.Warning,
    };

    /// <summary>PYENV3008.</summary>
    public static Diagnostic Yanked(Pin pin, PythonVersion? version, string reason) => DiagnosticCatalog.Yanked.At(
        pin.Where, $"`{pin.Name} {version}` is yanked", reason.Length == 0 ? "no reason is given" : $"the reason given: {reason.Trim()}",
        "Pin another version");

    private string Files(CandidateSelection selection, string introduction, bool onlyWheels)
    {
        string[] names =
        [
            .. selection.Rejected
                .Where(IsWanted)
                .Where(file => file.Wheel is not null || !onlyWheels)
                .Select(file => $"`{file.File.FileName}`")
                .Distinct(StringComparer.Ordinal),
        ];
        string more = names.Length > FewFiles ? $" and {names.Length - FewFiles} more" : "";
        return names.Length == 0 ? "" : $"{introduction}{string.Join(", ", names.Take(FewFiles))}{more}";
    }
}

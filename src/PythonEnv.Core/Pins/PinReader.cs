using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Pins;

/// <summary>Joins declared requirements, or the choices from a lock, to one pin a project.</summary>
internal static class PinReader
{
    /// <summary>
    /// The requirements whose markers hold, one a project. A constraint adds its hashes to the requirement it speaks of, and an exact one
    /// pins what no requirement does.
    /// </summary>
    /// <param name="diagnostics">
    /// Receives a PYENV2002 for a URL whose project can't be told, and for a marker without meaning for the environment.
    /// </param>
    public static ImmutableArray<Pin> OfRequirements(
        IEnumerable<DeclaredRequirement> requirements, IEnumerable<DeclaredRequirement> constraints,
        MarkerEnvironment environment, DiagnosticBag diagnostics)
    {
        var pins = new Dictionary<PackageName, Pin>();
        foreach (DeclaredRequirement requirement in requirements.Where(requirement => Holds(requirement, environment, diagnostics)))
        {
            if (Read(requirement) is not { } pin)
                diagnostics.Add(Nameless(requirement));
            else
                pins[pin.Name] = pins.TryGetValue(pin.Name, out Pin? earlier) ? Join(earlier, pin, diagnostics) : pin;
        }
        foreach (DeclaredRequirement constraint in constraints.Where(constraint => Holds(constraint, environment, diagnostics)))
        {
            if (constraint.CanonicalName is not { } name || !pins.TryGetValue(name, out Pin? pin))
                continue;
            bool isOpen = pin.File is null && pin.Specifiers.ExactPin is null;
            pins[name] = isOpen && constraint.PinClass.IsPinned() && Read(constraint) is { } exact
                ? Join(pin, exact, diagnostics) with { Display = constraint.Display }
                : pin with { Hashes = JoinHashes(pin, constraint.Where, constraint.Hashes, diagnostics) };
        }
        return [
            .. pins.Values
                .OrderBy(pin => pin.Name)
                .Select(pin => pin.File is { } file ? pin with { File = file with { Hashes = pin.Hashes } } : pin)
        ];
    }

    /// <summary>What was selected from a lock. An index is asked only for files whose place the lock does not tell.</summary>
    /// <param name="lockFile">Absolute path; the lock's paths are relative to its folder.</param>
    public static ImmutableArray<Pin> OfLock(ImmutableArray<LockChoice> choices, string lockFile)
    {
        string folder = Path.GetDirectoryName(lockFile)!;
        return [.. choices.Select(choice => Read(choice, folder)).OrderBy(pin => pin.Name)];
    }

    /// <summary>Whether a requirement is meant for an environment.</summary>
    public static bool Holds(DeclaredRequirement requirement, MarkerEnvironment environment) =>
        requirement.Marker?.Evaluate(environment) != false;

    private static bool Holds(DeclaredRequirement requirement, MarkerEnvironment environment, DiagnosticBag diagnostics)
    {
        if (PinRules.CheckMarker(requirement, environment) is { } meaningless)
            diagnostics.Add(meaningless);
        return Holds(requirement, environment);
    }

    private static Pin? Read(DeclaredRequirement requirement)
    {
        RequirementLink? link = requirement.Kind == RequirementKind.Named ? null : requirement.Link!;
        PackageName? name = requirement.CanonicalName
            ?? (link!.Egg is { } egg ? PackageName.Normalize(egg) : ArchiveFileName.ProjectOf(link.FileName));
        if (name is null)
            return null;
        var pin = new Pin
        {
            Name = name,
            Where = requirement.Where,
            Display = requirement.Display,
            Extras = NormalizeExtras(requirement.Extras),
            Hashes = requirement.Hashes,
            ConfigSettings = requirement.ConfigSettings,
            Specifiers = link is null ? requirement.Specifiers : SpecifierSet.Any,
        };
        if (link is null)
            return pin;
        if (!IndexUrl.TryParse(link.Url, out IndexUrl? url))
            return null;
        ImmutableArray<FileHash> hashes = link.Hash is { } linked && !requirement.Hashes.Contains(linked)
            ? requirement.Hashes.Add(linked)
            : requirement.Hashes;
        return pin with
        {
            Hashes = hashes,
            DirectUrl = url,
            Version = VersionOf(link.FileName),
            File = new DistributionFile
            {
                FileName = link.FileName,
                Location = link.Vcs is null ? WithoutFragment(url.Url) : url.Url,
                Hashes = hashes,
            },
        };
    }

    private static Pin Read(LockChoice choice, string folder)
    {
        LockEntry package = choice.Package;
        var pin = new Pin
        {
            Name = package.Name,
            Where = package.Where,
            Display = package.Version is { } version ? $"{package.Name}=={version}" : package.Name.Value,
            Version = package.Version,
            Overridden = package.Overridden,
            Stated = package.Stated,
        };
        return choice.Source switch
        {
            LockFileSource file => ReadFile(pin, file, folder),
            IndexedFiles files => pin with
            {
                Specifiers = SpecifierSet.Exactly(package.Version!),
                Hashes = [.. files.Hashes.Where(FileHashShape.IsSecure)]
            },
            LockVcs vcs => ReadCheckout(pin, vcs, folder),
            LockDirectory directory => ReadUrl(pin, IndexUrl.From(FileUrl.Of(Path.GetFullPath(directory.Path, folder)))),
            _ => throw new ArgumentException($"a source of an unknown kind: {choice.Source}", nameof(choice)),
        };
    }

    private static Pin ReadFile(Pin pin, LockFileSource source, string folder)
    {
        // A path may be tried first (PEP 751); the URL is where everybody else finds the file.
        string? path = source.Path is { } relative ? Path.GetFullPath(relative, folder) : null;
        IndexUrl url = path is not null && (source.Url is null || File.Exists(path))
            ? IndexUrl.From(FileUrl.Of(path))
            : IndexUrl.Parse(source.Url!);
        Uri bare = WithoutFragment(url.Url);
        return pin with
        {
            File = new DistributionFile
            {
                FileName = source is LockDistribution distribution ? distribution.FileName : Uri.UnescapeDataString(bare.Segments[^1]),
                Location = bare,
                IndexHashes = source.Hashes,
                Size = source.Size,
            },
            DirectUrl = source is LockArchive archive ? url with { Url = WithSubdirectory(url.Url, archive.Subdirectory) } : null,
            CredentialUrl = url.Credential is null ? null : url,
        };
    }

    private static Pin ReadCheckout(Pin pin, LockVcs vcs, string folder)
    {
        string repository = vcs.FullUrl ?? FileUrl.Of(Path.GetFullPath(vcs.Path!, folder)).AbsoluteUri;
        var url = IndexUrl.Parse($"{vcs.Type}+{repository}@{vcs.CommitId}");
        return ReadUrl(pin, url with { Url = WithSubdirectory(url.Url, vcs.Subdirectory) });
    }

    private static Uri WithSubdirectory(Uri url, string? subdirectory) =>
        subdirectory is null ? url : new Uri($"{WithoutFragment(url).OriginalString}#subdirectory={subdirectory}");

    private static Pin ReadUrl(Pin pin, IndexUrl url) => pin with
    {
        File = new DistributionFile { FileName = pin.Name.Value, Location = url.Url },
        DirectUrl = url,
    };

    private static Pin Join(Pin first, Pin second, DiagnosticBag diagnostics)
    {
        Pin both = first.File is null && second.File is not null ? second : first;
        return both with
        {
            Where = first.Where,
            Extras = first.Extras.Union(second.Extras),
            ConfigSettings = first.ConfigSettings.AddRange(second.ConfigSettings.Except(first.ConfigSettings)),
            Specifiers = SpecifierSet.Of(first.Specifiers.Clauses.Concat(second.Specifiers.Clauses)),
            Hashes = JoinHashes(first, second.Where, second.Hashes, diagnostics),
        };
    }

    // As pip does it: where both demand hashes, only those count that both accept. None at all must not come to mean any file.
    private static ImmutableArray<FileHash> JoinHashes(
        Pin pin, SourceSpan where, ImmutableArray<FileHash> second, DiagnosticBag diagnostics)
    {
        if (pin.Hashes.IsEmpty || second.IsEmpty)
            return pin.Hashes.IsEmpty ? second : pin.Hashes;
        ImmutableArray<FileHash> both = [.. pin.Hashes.Where(hash => second.Any(hash.Matches))];
        if (!both.IsEmpty)
            return both;
        diagnostics.Add(DiagnosticCatalog.HashMismatch.At(
            where, $"no file can match the hashes of both lines that pin `{pin.Name}`", $"the other line is {pin.Where}",
            "Leave one of the two lines"));
        return pin.Hashes;
    }

    /// <summary>Extras by their normalised names.</summary>
    public static ImmutableSortedSet<string> NormalizeExtras(IEnumerable<string> extras) =>
        ImmutableSortedSet.CreateRange(StringComparer.Ordinal, extras.Select(extra => PackageName.Normalize(extra).Value));

    private static PythonVersion? VersionOf(string fileName) =>
        WheelFileName.TryParse(fileName, out WheelFileName? wheel, out _) ? wheel.Version
        : SdistFileName.TryParse(fileName, out SdistFileName? sdist, out _) ? sdist.Version
        : null;

    private static Uri WithoutFragment(Uri url) => url.Fragment.Length == 0 ? url : new Uri(url.GetLeftPart(UriPartial.Query));

    private static Diagnostic Nameless(DeclaredRequirement requirement) => DiagnosticCatalog.RequirementUnreadable.At(
        requirement.Where, "the project can't be told from the URL", $"declared is `{requirement.Display}`", "Write it as `name @ URL`");
}

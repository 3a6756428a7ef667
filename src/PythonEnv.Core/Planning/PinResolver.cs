using System.Net;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Candidates;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Planning;

/// <summary>A pin with everything that was found out about it.</summary>
internal sealed record FoundPin(Pin Pin)
{
    /// <summary>Null if none could be chosen.</summary>
    public DistributionFile? File { get; init; }

    /// <summary>What the index says of it, if one was asked.</summary>
    public IndexFile? Listed { get; init; }

    public PythonVersion? Version { get; init; }

    /// <summary>If the file is at hand.</summary>
    public CachedMetadata? Cached { get; init; }

    public CoreMetadata? Metadata { get; init; }

    /// <summary>Nobody pins it: it is what could be pinned where something is missing.</summary>
    public bool IsProposed { get; init; }
}

/// <summary>Finds the file of one pin and reads its METADATA; what is wrong goes to the findings.</summary>
internal sealed class PinResolver(
    IndexClient client, MetadataReader metadata, ICachedMetadata cache, ChoiceMemory memory, LocalDigests digests, PlanRequest request,
    PlanFindings findings)
{
    private readonly PlanTarget _target = request.Target;
    private readonly string _circumstances = CircumstancesOf(request.Target, client.Settings);

    public async Task<FoundPin> ResolveAsync(Pin pin, CancellationToken cancellation)
    {
        if (pin.File is { } file)
            return await WithMetadataAsync(TakeDeclared(pin, file), cancellation).ConfigureAwait(false);
        string question = QuestionOf(pin);
        RememberedChoice? remembered = memory.Recall(question);
        FoundPin resolved = await ChooseAsync(pin, remembered, cancellation).ConfigureAwait(false);
        resolved = await WithMetadataAsync(resolved, cancellation).ConfigureAwait(false);
        if (resolved is { Metadata: not null, File: { } chosen, Listed: { } listed })
            Remember(question, remembered, new RememberedChoice(chosen, listed.YankedReason));
        return resolved;
    }

    private void Remember(string question, RememberedChoice? remembered, RememberedChoice choice)
    {
        bool isSame = remembered is not null
            && remembered.File.Sha256 == choice.File.Sha256
            && remembered.File.Location.AbsoluteUri == IndexUrl.Keep(choice.File.Location)
            && remembered.YankedReason == choice.YankedReason;
        if (!isSame)
            memory.Remember(question, choice);
    }

    private FoundPin TakeDeclared(Pin pin, DistributionFile file)
    {
        var refused = new FoundPin(pin) { Version = pin.Version };
        if (!file.IsWheel)
        {
            if (request.MayBuild(pin.Name))
                return refused with { File = file };
            findings.Add(DiagnosticCatalog.OnlySourceFits.At(
                pin.Where, $"`{pin.Display}` has to be built from source, which is not allowed", "",
                $"Pin a wheel, or allow it with `<PythonEnvAllowSourceBuilds>{pin.Name}</PythonEnvAllowSourceBuilds>`"));
        }
        else if (!WheelFileName.TryParse(file.FileName, out WheelFileName? wheel, out ParseError? error))
            findings.Add(WheelRefusal.Describe(file.FileName, null, error.Message) with { Where = pin.Where });
        else if (wheel.Name != pin.Name)
            findings.Add(WheelRefusal.Describe(
                file.FileName, null, $"it is of `{wheel.Name}`, and `{pin.Name}` is declared") with
            { Where = pin.Where });
        else if (_target.Tags.RankOf(wheel.Tags) is null)
        {
            findings.Add(DiagnosticCatalog.NoFileFits.At(
                pin.Where, $"`{file.FileName}` does not fit {_target}",
                _target.Tags.Count == 0 ? "" : $"the best tag would be `{_target.Tags[0]}`",
                "Pin another file, or declare another interpreter"));
        }
        else
            return refused with { File = file, Version = wheel.Version };
        return refused;
    }

    private async Task<FoundPin> ChooseAsync(Pin pin, RememberedChoice? remembered, CancellationToken cancellation)
    {
        CachedMetadata? cached = remembered is null ? null : FindCached(remembered.File);
        bool isSettled = cached is not null
            && (!pin.Hashes.IsEmpty || request.Installed.GetValueOrDefault(pin.Name) == remembered!.File.Sha256);
        if (isSettled && !IsGone(remembered!.File))
            return Recall(pin, remembered, cached!);

        ProjectListing listing = await client.ListAsync(pin.Name, cancellation).ConfigureAwait(false);
        var choice = new FileChoice(pin, request, client.Settings);
        Candidate? candidate = choice.Choose(listing, out Diagnostic? problem);
        // What a page that was kept does not have may have been published since.
        if (candidate is null && listing.IsRemembered)
        {
            listing = await client.ListAsync(pin.Name, asks: true, cancellation).ConfigureAwait(false);
            candidate = choice.Choose(listing, out problem);
        }
        if (isSettled && candidate is null)
            return Recall(pin, remembered!, cached!);
        // A 403 is how some indexes say that they have no such project.
        FetchException[] failures = [.. listing.Failures.Where(failure => candidate is null || failure.Status != HttpStatusCode.Forbidden)];
        findings.Add(pin, failures, cached is null ? Severity.Error : Severity.Warning);
        if (failures.Length > 0 && cached is not null)
            return Recall(pin, remembered!, cached);
        // The index could not be asked, so a missing version is not reported.
        if (problem is not null && listing.IsUnknown && listing.Files.IsEmpty)
            findings.AddUnknown(problem);
        else if (problem is not null && (failures.Length == 0 || candidate is not null))
            findings.Add(problem);
        if (!listing.IsUnknown)
            findings.AddKnown();
        return candidate is null
            ? new FoundPin(pin) { Version = PinnedVersion(pin) }
            : new FoundPin(pin) { File = FileOf(candidate, pin), Listed = candidate.File, Version = candidate.Version };
    }

    // Another checkout of the same project may have been deleted since. Where the archive has to be made anew, its wheel is wanted again.
    private static bool IsGone(DistributionFile file) => file.Location.IsFile && !RegularFile.Exists(FileUrl.ToPath(file.Location));

    private FoundPin Recall(Pin pin, RememberedChoice choice, CachedMetadata cached)
    {
        PythonVersion? version = WheelFileName.TryParse(choice.File.FileName, out WheelFileName? wheel, out _)
            ? wheel.Version
            : PinnedVersion(pin);
        if (choice.YankedReason is { } reason)
            findings.Add(FileChoice.Yanked(pin, version, reason));
        return new FoundPin(pin) { File = choice.File with { Hashes = pin.Hashes }, Version = version, Cached = cached };
    }

    private async Task<FoundPin> WithMetadataAsync(FoundPin resolved, CancellationToken cancellation)
    {
        if (resolved.File is not { IsWheel: true } file)
            return resolved;
        try
        {
            string? known = RecallDigest(file);
            CachedMetadata? cached = resolved.Cached ?? FindCached(file) ?? (known is null ? null : cache.FindMetadata(known));
            WheelMetadata read = cached is not null
                ? new WheelMetadata(cached.Headers, known)
                : await metadata.ReadAsync(file, resolved.Listed, cancellation).ConfigureAwait(false);
            CoreMetadata parsed = CoreMetadata.ParseRequirements(read.Metadata.Span);
            if (parsed.Refusal(read.Metadata.Span) is { } refusal)
            {
                findings.Add(WheelRefusal.Describe(file.FileName, "METADATA", refusal) with { Where = resolved.Pin.Where });
                return resolved;
            }
            parsed = parsed.Restated(resolved.Pin.Stated);
            if (!Check(resolved, parsed))
                return resolved;
            // What was hashed already is looked up by that hash from here on.
            if (file.Sha256 is null && read.Sha256 is { } sha256)
                file = file with { IndexHashes = file.IndexHashes.Add(new FileHash("sha256", sha256)) };
            bool isInstalled = request.Installed.TryGetValue(resolved.Pin.Name, out string? installed) && installed == file.Sha256;
            if (cached is null && !file.Hashes.IsEmpty && !isInstalled)
                request.OnFound?.Invoke(file);
            return resolved with { File = file, Metadata = parsed };
        }
        catch (PythonEnvException refused)
        {
            findings.Add(resolved.Pin, refused);
            return resolved;
        }
    }

    /// <summary>Whether METADATA is that of the distribution that was meant.</summary>
    private bool Check(FoundPin resolved, CoreMetadata parsed)
    {
        Pin pin = resolved.Pin;
        bool isMeant = parsed.Name is { } name && PackageName.Normalize(name) == pin.Name
            && PythonVersion.TryParse(parsed.Version, out PythonVersion? version)
            && (resolved.Version is null || version == resolved.Version);
        if (!isMeant)
        {
            string problem = parsed.Name is null ? "it has no `Name`"
                : parsed.Version is null ? "it has no `Version`"
                : $"it is of `{parsed.Name} {parsed.Version}`";
            findings.Add(WheelRefusal.Describe(resolved.File!.FileName, "METADATA", problem) with { Where = pin.Where });
            return false;
        }
        if (parsed.RequiresPython is { } demand)
            CheckPython(pin, demand, isKnown: resolved.Listed?.RequiresPython is not null);
        return true;
    }

    // An index need not repeat what METADATA says. What can't be read excludes nothing, as for pip.
    private void CheckPython(Pin pin, string demand, bool isKnown)
    {
        if (!SpecifierSet.TryParse(demand, out SpecifierSet? python, out ParseError? error))
        {
            findings.Add(DiagnosticCatalog.WheelMalformed.At(
                pin.Where, $"METADATA of `{pin.Display}` does not say which Python it needs",
                $"`Requires-Python: {Redaction.OfUrls(demand)}`: {error.Message}", "Make sure that it runs on the declared one") with
            { Severity = Severity.Warning });
        }
        else if (!isKnown && !python.Contains(_target.Python, prereleases: true))
            findings.Add(FileChoice.PythonExcluded(pin, $"`{demand}`", _target.Markers));
    }

    // Every digest that is declared is computed: what is known of a file counts where a sha256 at most is asked for.
    private string? RecallDigest(DistributionFile file)
    {
        bool isOpen = file.Sha256 is null && file.Location.IsFile
            && file.Hashes.Concat(file.IndexHashes).All(static hash => hash.Algorithm == "sha256");
        string? known = isOpen ? digests.Recall(FileUrl.ToPath(file.Location)) : null;
        bool isDeclared = file.Hashes.IsEmpty || file.Hashes.Any(hash => hash.Digest == known);
        return isDeclared ? known : null;
    }

    private CachedMetadata? FindCached(DistributionFile file) =>
        file.Sha256 is { } sha256 ? cache.FindMetadata(sha256) : null;

    private static PythonVersion? PinnedVersion(Pin pin) =>
        PythonVersion.TryParse(pin.Specifiers.ExactPin, out PythonVersion? version) ? version : pin.Version;

    private static DistributionFile FileOf(Candidate candidate, Pin pin) => new()
    {
        FileName = candidate.File.FileName,
        Location = IndexUrl.From(new Uri(candidate.File.UrlWithoutFragment)).Url,
        Hashes = pin.Hashes,
        IndexHashes = candidate.File.Hashes,
        Size = candidate.File.Size,
    };

    /// <summary>Everything that decides which file is chosen, except what the index has.</summary>
    private string QuestionOf(Pin pin) => string.Join('\n',
        pin.Name.Value, pin.Specifiers.ToString(),
        client.Settings.Formats.AllowsWheels(pin.Name), client.Settings.Formats.AllowsSource(pin.Name), request.MayBuild(pin.Name),
        string.Join(' ', pin.Hashes.Select(hash => hash.ToString()).Order(StringComparer.Ordinal)),
        _circumstances,
        pin.Hashes.IsEmpty ? string.Join(' ', client.Settings.Places) : "");

    private static string CircumstancesOf(PlanTarget target, IndexSettings settings)
    {
        string tags = string.Join(' ', ((IEnumerable<WheelTag>)target.Tags).Select(tag => tag.ToString()));
        return $"{Digest.OfText(tags)} {target.Python} {settings.PreferBinary}";
    }
}

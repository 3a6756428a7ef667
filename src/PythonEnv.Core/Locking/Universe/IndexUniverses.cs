using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Requirements;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Locking.Universe;

/// <summary>
/// What the configured indexes and find-links places offer, for the resolver. Fetches what it asks for, all of a round at once.
/// </summary>
internal sealed class IndexUniverses : IUniverses
{
    private static readonly PythonVersion s_unknown = PythonVersion.Parse("0");

    private readonly UniverseSource _source;
    private readonly ReleaseMetadataReader _reader;
    private readonly ReleasePolicy _onTargets;
    private readonly ConcurrentDictionary<PackageName, Offer> _packages = new();
    private readonly ConcurrentDictionary<Release, ReleaseMetadata> _metadata = new();
    private readonly ConcurrentDictionary<string, Diagnostic> _unreachable = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PackageName, Diagnostic> _failed = new();
    private readonly ILookup<PackageName, DeclaredRequirement> _direct;

    public IndexUniverses(UniverseSource source)
    {
        _source = source;
        _reader = new ReleaseMetadataReader(source);
        _onTargets = new ReleasePolicy([.. source.Classes.SelectMany(one => one.Targets)], new ResolveOptions());
        _direct = source.Direct.Where(direct => NameOf(direct) is not null).ToLookup(direct => NameOf(direct)!);
        foreach (DeclaredRequirement direct in source.Direct)
        {
            if (Uri.TryCreate(direct.Url, UriKind.Absolute, out Uri? url))
                source.Client.Fetcher.Learn(IndexUrl.From(url));
        }
    }

    /// <summary>PYENV3007 for each index that could not be asked: what it offers is not known, so no answer can be relied on.</summary>
    public IEnumerable<Diagnostic> Unreachable => _unreachable.Values.OrderBy(diagnostic => diagnostic.Message, StringComparer.Ordinal);

    /// <summary>
    /// Names of which a file is not what was promised, could not be fetched or could not be built: PYENV3006, 3007 and 4003.
    /// </summary>
    public IEnumerable<FailedName> Failed => _failed.Select(pair => new FailedName(pair.Key, pair.Value)).OrderBy(failed => failed.Name);

    /// <summary>Whether there is one of <see cref="Unreachable"/> or <see cref="Failed"/>.</summary>
    public bool LacksAnswers => !_unreachable.IsEmpty || !_failed.IsEmpty;

    public bool TryGetPackage(PackageName name, [NotNullWhen(true)] out PackageUniverse? universe)
    {
        universe = _packages.GetValueOrDefault(name)?.Universe;
        return universe is not null;
    }

    public bool TryGetMetadata(PackageName name, Release release, [NotNullWhen(true)] out ReleaseMetadata? metadata) =>
        _metadata.TryGetValue(release, out metadata);

    /// <summary>The files of a release as they were offered, in the order of <see cref="Release.Files"/>.</summary>
    public IReadOnlyList<OfferedFile> FilesOf(PackageName name, Release release) => _packages[name].Files[release];

    /// <summary>The METADATA that was read of a release for a class, as the final proof needs it.</summary>
    public Packaging.Metadata.CoreMetadata? MetadataOf(Release release, int classIndex) => _reader.Known(release, classIndex);

    /// <summary>The index that a name comes from; null for a folder, a page or a URL.</summary>
    public IndexUrl? IndexOf(PackageName name) => _packages[name].Index;

    /// <summary>
    /// The newest final version that a target's Python and platform can run, even if only its source is there. Yanked files do not count.
    /// Null where there is none, or nobody asked for the name.
    /// </summary>
    public PythonVersion? NewestOf(PackageName name)
    {
        if (!TryGetPackage(name, out PackageUniverse? universe))
            return null;
        universe = universe with { AllowsSource = true };
        return universe.Releases
            .Where(release => !release.Version.IsPrerelease && _onTargets.Usable(universe, release, yankedOn: 0) != 0)
            .Max(release => release.Version);
    }

    /// <summary>A name and all that it may lead to, as far as metadata was read; whatever the markers say.</summary>
    public IReadOnlySet<PackageName> Reached(PackageName name)
    {
        var reached = new HashSet<PackageName>();
        var queue = new Queue<PackageName>([name]);
        while (queue.TryDequeue(out PackageName? next))
        {
            if (!reached.Add(next) || !_packages.TryGetValue(next, out Offer? offer))
                continue;
            foreach (ReleaseMetadata metadata in offer.Universe.Releases
                .Select(release => _metadata.GetValueOrDefault(release))
                .OfType<ReleaseMetadata>())
            {
                foreach (Requirement requirement in _source.Classes.SelectMany((_, i) => metadata.RequirementsOn(i)))
                    queue.Enqueue(requirement.CanonicalName);
            }
        }
        return reached;
    }

    /// <summary>Names that several indexes offer; of each one index was chosen.</summary>
    public IEnumerable<PackageName> Contested =>
        _packages.Values.Where(offer => offer.IsContested).Select(offer => offer.Universe.Name).Order();

    /// <summary>The project's name; null if the URL does not tell it.</summary>
    public static PackageName? NameOf(DeclaredRequirement direct) => direct.CanonicalName
        ?? (direct.Link?.Egg is { } egg ? PackageName.Normalize(egg) : ArchiveFileName.ProjectOf(direct.Link?.FileName ?? ""));

    /// <summary>Fetches what the resolver needs; of a name that arrives also the metadata that will be asked for next.</summary>
    public async Task FetchAsync(Needs needs, CancellationToken cancellation) => await Task.WhenAll(
        needs.Packages.Select(name => FetchPackageAsync(name, needs.Likely, cancellation))
            .Concat(needs.Metadata.Select(needed => FetchMetadataAsync(needed.Name, needed.Release, cancellation)))).ConfigureAwait(false);

    private async Task FetchPackageAsync(PackageName name, Func<PackageUniverse, Release?> likely, CancellationToken cancellation)
    {
        if (_packages.ContainsKey(name))
            return;
        try
        {
            Offer offer = await (
                IsFromUrlsAlone(name) ? OfUrlsAsync(name, cancellation)
                : _direct.Contains(name) ? OfBothAsync(name, cancellation)
                : OfIndexesAsync(name, cancellation)).ConfigureAwait(false);
            if (!_packages.TryAdd(name, offer))
                return;
            _source.OnLookedUp(_packages.Count);
            if (likely(offer.Universe) is { } release)
                await FetchMetadataAsync(name, release, cancellation).ConfigureAwait(false);
        }
        catch (PythonEnvException failure)
        {
            _failed.TryAdd(name, failure.Diagnostic);
        }
    }

    private async Task FetchMetadataAsync(PackageName name, Release release, CancellationToken cancellation)
    {
        if (_metadata.ContainsKey(release))
            return;
        try
        {
            _metadata.TryAdd(release, await _reader.ReadAsync(name, release, FilesOf(name, release), cancellation).ConfigureAwait(false));
        }
        catch (PythonEnvException failure)
        {
            _failed.TryAdd(name, failure.Diagnostic);
        }
    }

    private async Task<Offer> OfIndexesAsync(PackageName name, CancellationToken cancellation)
    {
        // A lock is made to learn what is new: a page that was kept is asked about.
        ProjectListing listing = await _source.Client.ListAsync(name, asks: true, cancellation).ConfigureAwait(false);
        // A 403 is how some indexes say that they have no such project.
        foreach (FetchException failure in listing.Failures.Where(
            failure => failure.Status != HttpStatusCode.Forbidden || listing.Files.IsEmpty))
            _unreachable.TryAdd($"{failure.Host} {failure.Failure}", failure.ToDiagnostic(SourceSpan.None));
        IndexOffer[] offers = [.. ByPriority(listing.Offers).Where(offer => !offer.Files.IsEmpty)];
        IndexOffer? chosen = offers.FirstOrDefault();
        HashSet<IndexFile> others = [.. offers.Skip(1).SelectMany(offer => offer.Files)];
        // A mirror of the chosen index may offer the same files.
        others.ExceptWith(chosen?.Files ?? []);
        IndexFile[] files = [.. listing.Files.Where(file => !others.Contains(file))];
        var releases = ReleaseReader.Read(name, files).ToList();
        return new Offer(
            new PackageUniverse
            {
                Name = name,
                Releases = [.. releases.Select(listed => listed.Release)],
                Asked = [.. _source.Client.Settings.Places],
                EmptyPages = [.. listing.Empty.Select(index => $"`{index}`")],
                AllowsWheels = _source.Client.Settings.Formats.AllowsWheels(name),
                AllowsSource = _source.MayBuild(name) && _source.Client.Settings.Formats.AllowsSource(name),
                IsOnlyBinary = _source.MayBuild(name) && !_source.Client.Settings.Formats.AllowsSource(name),
                IgnoresUploadTimes = files.All(file => file.Url.StartsWith("file:", StringComparison.OrdinalIgnoreCase)),
            },
            releases.ToDictionary(listed => listed.Release, listed => listed.Files.Select(file => new OfferedFile(file)).ToArray()),
            chosen?.Index,
            offers.Length > 1);
    }

    // An extra index is there for what the main one lacks or has otherwise: a name that it has comes from it.
    private static IEnumerable<IndexOffer> ByPriority(ImmutableArray<IndexOffer> offers) => offers.Skip(1).Concat(offers.Take(1));

    // A URL with a marker says nothing of the other platforms.
    private bool IsFromUrlsAlone(PackageName name) =>
        _direct.Contains(name)
        && _source.Classes.All(one => _direct[name].Any(direct => PinReader.Holds(direct, one.Environment)));

    private async Task<Offer> OfBothAsync(PackageName name, CancellationToken cancellation)
    {
        Offer urls = await OfUrlsAsync(name, cancellation).ConfigureAwait(false);
        Offer listed = await OfIndexesAsync(name, cancellation).ConfigureAwait(false);
        return listed with
        {
            Universe = listed.Universe with { Releases = [.. urls.Universe.Releases, .. listed.Universe.Releases] },
            Files = urls.Files.Concat(listed.Files).ToDictionary(),
        };
    }

    private async Task<Offer> OfUrlsAsync(PackageName name, CancellationToken cancellation)
    {
        var releases = new Dictionary<Release, OfferedFile[]>();
        foreach (DeclaredRequirement direct in _direct[name].DistinctBy(direct => direct.Url))
        {
            var offered = new OfferedFile(new IndexFile
            {
                FileName = direct.Link!.FileName,
                Url = direct.Url!,
                Hashes = [.. direct.Hashes, .. direct.Link.Hash is { } hash ? (FileHash[])[hash] : []],
            });
            releases.Add(await ReadDirectAsync(name, direct, offered, cancellation).ConfigureAwait(false), [offered]);
        }
        var universe = new PackageUniverse
        {
            Name = name,
            Releases = [.. releases.Keys],
            Asked = ["the declared URL"],
            AllowsSource = _source.MayBuild(name),
            IgnoresUploadTimes = true,
        };
        return new Offer(universe, releases, null, false);
    }

    private async Task<Release> ReadDirectAsync(
        PackageName name, DeclaredRequirement direct, OfferedFile offered, CancellationToken cancellation)
    {
        string fileName = direct.Link!.FileName;
        PythonVersion? version = WheelFileName.TryParse(fileName, out WheelFileName? wheel, out _) ? wheel.Version
            : direct.Link.Vcs is null && SdistFileName.TryParse(fileName, out SdistFileName? sdist, out _) ? sdist.Version
            : null;
        // What no file name tells, the source or its build does; where neither may be read, nothing can be installed anyway.
        version ??= await _reader.ReadVersionAsync(name, Of(s_unknown), offered, cancellation).ConfigureAwait(false) ?? s_unknown;
        return Of(version);

        Release Of(PythonVersion version) =>
            new(version, version.ToString(), [new ReleaseFile { Tags = wheel?.Tags ?? [] }]) { Url = direct.Url };
    }

    private sealed record Offer(
        PackageUniverse Universe, Dictionary<Release, OfferedFile[]> Files, IndexUrl? Index, bool IsContested);
}

/// <param name="Why">What is wrong with one of its files.</param>
internal sealed record FailedName(PackageName Name, Diagnostic Why);

using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Resolving.Terms;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Locking.Universe;

/// <summary>
/// What a release requires, read from the file that each class of targets would install: the wheel's METADATA, or the PKG-INFO of a source
/// distribution whose dependencies are static (PEP 643), or a build where that is allowed.
/// </summary>
internal sealed class ReleaseMetadataReader(UniverseSource source)
{
    private readonly MetadataReader _remote = new(source.Client, source.Files);
    private readonly ConcurrentDictionary<Release, CoreMetadata[]> _known = new();

    /// <summary>What was read for a class.</summary>
    public CoreMetadata? Known(Release release, int classIndex) =>
        _known.TryGetValue(release, out CoreMetadata[]? read) ? read[Math.Min(classIndex, read.Length - 1)] : null;

    /// <exception cref="PythonEnvException">PYENV3006 or 3007: what is fetched is not what was promised, or can't be fetched.</exception>
    public async Task<ReleaseMetadata> ReadAsync(
        PackageName name, Release release, IReadOnlyList<OfferedFile> files, CancellationToken cancellation)
    {
        OfferedFile?[] perClass = [.. source.Classes.Select(one => FileFor(release, files, one))];
        // Wheels of one release that share their METADATA's digest need not be read each.
        OfferedFile[] distinct = [.. perClass.OfType<OfferedFile>().DistinctBy(IdentityOf)];
        if (distinct.Length == 0)
            return ReleaseMetadata.Refused(DiagnosticCatalog.NoFileFits, "has no file that fits");
        try
        {
            CoreMetadata?[] read = await Task.WhenAll(distinct.Select(file => ReadAsync(name, release, file, cancellation)))
                .ConfigureAwait(false);
            if (Array.IndexOf(read, null) is >= 0 and int unread)
                return ReleaseMetadata.Refused(DiagnosticCatalog.OnlySourceFits, NeedsBuild(name, distinct[unread]));
            return Combine(name, release, [.. perClass.Select(file => read[IndexOf(distinct, file ?? distinct[0])]!)]);
        }
        catch (PythonEnvException malformed) when (malformed.Diagnostic.Rule == DiagnosticCatalog.WheelMalformed)
        {
            return ReleaseMetadata.Refused(DiagnosticCatalog.WheelMalformed, $"can't be used: {malformed.Diagnostic.Problem}");
        }
    }

    private ReleaseMetadata Combine(PackageName name, Release release, CoreMetadata[] perClass)
    {
        CoreMetadata first = perClass[0];
        if (first.Name is null || PackageName.Normalize(first.Name) != name)
            return ReleaseMetadata.Refused(DiagnosticCatalog.WheelMalformed, $"has METADATA of `{first.Name}`");
        if (release.Url is null && (!PythonVersion.TryParse(first.Version, out PythonVersion? version) || version != release.Version))
            return ReleaseMetadata.Refused(DiagnosticCatalog.WheelMalformed, $"has METADATA of version `{first.Version}`");
        // An index need not repeat what METADATA says.
        for (int i = 0; i < perClass.Length; i++)
        {
            if (release.Files.All(file => file.RequiresPython is null) && perClass[i].RequiresPython is { } demand
                && SpecifierSet.TryParse(demand, out SpecifierSet? python, out _)
                    && !python.Contains(PythonOf(source.Classes[i]), prereleases: true))
            {
                TargetClass one = source.Classes[i];
                return ReleaseMetadata.Refused(
                    DiagnosticCatalog.PythonExcluded,
                    $"requires Python {demand}, and {one.Targets[0].Name} has Python {one.Environment.PythonFullVersion}");
            }
        }
        bool isSame = perClass.All(metadata => metadata.RequiresDist.SequenceEqual(first.RequiresDist));
        _known[release] = isSame ? [first] : perClass;
        ImmutableArray<PackageName> extras =
        [
            .. perClass.SelectMany(metadata => metadata.ProvidesExtra).Select(PackageName.Normalize).Distinct()
        ];
        return isSame
            ? ReleaseMetadata.Of(Requirements(first), extras)
            : ReleaseMetadata.OfClasses([.. perClass.Select(Requirements)], extras);
    }

    /// <summary>The version of what a URL names, where its name does not tell it.</summary>
    /// <returns>Null if only a build would tell, and none can be made.</returns>
    public async Task<PythonVersion?> ReadVersionAsync(
        PackageName name, Release release, OfferedFile file, CancellationToken cancellation) =>
        PythonVersion.TryParse(
            (await ReadAsync(name, release, file, cancellation).ConfigureAwait(false))?.Version, out PythonVersion? version)
            ? version
            : null;

    private async Task<CoreMetadata?> ReadAsync(PackageName name, Release release, OfferedFile file, CancellationToken cancellation)
    {
        if (file.Sha256 is { } known && Find(known) is { } kept)
            return kept;
        DistributionFile distribution = file.ToDistribution();
        if (!distribution.IsWheel)
            return await ReadSourceAsync(name, release, distribution, cancellation).ConfigureAwait(false);
        WheelMetadata read = await _remote.ReadAsync(distribution, file.Listed, cancellation).ConfigureAwait(false);
        CoreMetadata parsed = CoreMetadata.ParseRequirements(read.Metadata.Span);
        if (parsed.Refusal(read.Metadata.Span) is { } refusal)
            throw WheelRefusal.Of(distribution.FileName, "METADATA", refusal);
        if ((file.Sha256 ?? read.Sha256) is { } sha256)
            source.Metadata.Keep(sha256, read.Metadata);
        return parsed;
    }

    private CoreMetadata? Find(string sha256) => source.Cache.FindMetadata(sha256) is { } cached
        ? CoreMetadata.ParseRequirements(cached.Headers.Span)
        : source.Metadata.Find(sha256);

    private async Task<CoreMetadata?> ReadSourceAsync(
        PackageName name, Release release, DistributionFile file, CancellationToken cancellation)
    {
        bool isCheckout = file.Location.Scheme.Contains('+', StringComparison.Ordinal);
        if (!isCheckout)
        {
            LocalWheel archive = await source.Files.FetchAsync(file, cancellation).ConfigureAwait(false);
            if (SourceMetadata.ReadStatic(archive.Path, UrlFragment.Subdirectory(release.Url ?? "")) is { } isStatic)
                return isStatic;
        }
        if (!CanBuild(name))
            return null;
        LocalWheel built = await source.Build!(PinOf(name, release, file), cancellation).ConfigureAwait(false);
        return CoreMetadata.ParseRequirements(MetadataReader.ReadLocal(built.Path));
    }

    private bool CanBuild(PackageName name) => source.Build is not null && source.MayBuild(name) && source.Classes.Any(source.IsHere);

    private string NeedsBuild(PackageName name, OfferedFile file)
    {
        string what = $"can't be locked: only a build would tell what `{file.Listed.FileName}` requires";
        return source.MayBuild(name)
            ? $"{what}, and this machine is none of the declared platforms"
            : $"{what}, and building is not allowed";
    }

    private Pin PinOf(PackageName name, Release release, DistributionFile file) =>
        source.Direct.FirstOrDefault(direct => direct.Url is not null && direct.Url == release.Url) is { } declared
            ? PinReader.OfRequirements([declared with { Marker = null }], [], source.Classes[0].Environment, []).Single()
            : new Pin { Name = name, Where = SourceSpan.None, Display = $"{name}=={release}", Version = release.Version, File = file };

    /// <summary>The file that the targets of a class would install; null if none fits one of them.</summary>
    private static OfferedFile? FileFor(Release release, IReadOnlyList<OfferedFile> files, TargetClass one)
    {
        int best = -1, bestRank = int.MaxValue;
        for (int i = 0; i < files.Count; i++)
        {
            int rank = UniverseSource.RankOf(release.Files[i].Tags, one.Targets[0].Tags);
            if (rank < bestRank)
                (best, bestRank) = (i, rank);
        }
        return best < 0 ? null : files[best];
    }

    private static string IdentityOf(OfferedFile file) =>
        file.Listed is { HasMetadata: true, MetadataHashes: [var hash, ..] } ? hash.ToString() : file.Listed.Url;

    private static int IndexOf(OfferedFile[] distinct, OfferedFile file) =>
        Array.FindIndex(distinct, one => IdentityOf(one) == IdentityOf(file));

    private static PythonVersion PythonOf(TargetClass one) =>
        PythonVersion.Parse(PythonVersion.Parse(one.Environment.PythonFullVersion.TrimEnd('+')).ReleaseTo(3));

    private static ImmutableArray<Requirement> Requirements(CoreMetadata metadata) =>
        [.. metadata.RequiresDist.Select(Read).OfType<Requirement>()];

    // Old METADATA has specifiers that no version of PEP 440 knows (`pytz (>dev)`): the name still has to be there.
    private static Requirement? Read(string text)
    {
        if (Requirement.TryParse(text, out Requirement? requirement, out _))
            return requirement;
        string name = string.Concat(text.TrimStart().TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
        int semicolon = text.IndexOf(';', StringComparison.Ordinal);
        string marker = semicolon >= 0 ? text[semicolon..] : "";
        return Requirement.TryParse(name + marker, out requirement, out _) || Requirement.TryParse(name, out requirement, out _)
            ? requirement
            : null;
    }
}

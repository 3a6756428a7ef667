using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Locking.Universe;

/// <summary>
/// What a release requires, read from the file that each class of targets would install: the wheel's METADATA, or the PKG-INFO of a source
/// distribution whose dependencies are static (PEP 643), or a build where that is allowed.
/// </summary>
internal sealed class ReleaseMetadataReader(UniverseSource source)
{
    private readonly MetadataReader _remote = new(source.Client, source.Files);
    private readonly ConcurrentDictionary<Release, ImmutableArray<CoreMetadata>> _known = new();

    /// <summary>What was read for a class.</summary>
    public CoreMetadata? Known(Release release, int classIndex) =>
        _known.TryGetValue(release, out ImmutableArray<CoreMetadata> read) ? read[Math.Min(classIndex, read.Length - 1)] : null;

    /// <exception cref="PythonEnvException">PYENV3006 or 3007: what is fetched is not what was promised, or can't be fetched.</exception>
    public async Task<ReleaseMetadata> ReadAsync(
        PackageName name, Release release, ImmutableArray<OfferedFile> files, CancellationToken cancellation)
    {
        OfferedFile?[] perClass = [.. source.Classes.Select(one => FileFor(release, files, one))];
        // Wheels of one release that share their METADATA's digest need not be read each.
        OfferedFile[] distinct = [.. perClass.OfType<OfferedFile>().DistinctBy(IdentityOf)];
        if (distinct.Length == 0)
            return ReleaseMetadata.Refused("no file of it fits");
        try
        {
            CoreMetadata?[] read = await Task.WhenAll(distinct.Select(file => ReadAsync(name, file, cancellation))).ConfigureAwait(false);
            if (Array.FindIndex(read, metadata => metadata is null) is >= 0 and int unread)
                return ReleaseMetadata.Refused($"only a build would tell what `{distinct[unread].Listed.FileName}` requires");
            return Combine(name, release, [.. perClass.Select(file => read[IndexOf(distinct, file ?? distinct[0])]!)]);
        }
        catch (PythonEnvException malformed) when (malformed.Diagnostic.Rule == DiagnosticCatalog.WheelMalformed)
        {
            return ReleaseMetadata.Refused(malformed.Diagnostic.Problem);
        }
    }

    private ReleaseMetadata Combine(PackageName name, Release release, ImmutableArray<CoreMetadata> perClass)
    {
        CoreMetadata first = perClass[0];
        if (first.Name is null || PackageName.Normalize(first.Name) != name)
            return ReleaseMetadata.Refused($"its METADATA is of `{first.Name}`");
        if (release.Url is null && (!PythonVersion.TryParse(first.Version, out PythonVersion? version) || version != release.Version))
            return ReleaseMetadata.Refused($"its METADATA is of version `{first.Version}`");
        // An index need not repeat what METADATA says.
        for (int i = 0; i < perClass.Length; i++)
        {
            if (release.Files.All(file => file.RequiresPython is null) && perClass[i].RequiresPython is { } demand
                && SpecifierSet.TryParse(demand, out SpecifierSet? python, out _) && !python.Contains(PythonOf(source.Classes[i]), prereleases: true))
            {
                return ReleaseMetadata.Refused($"it requires Python {demand}");
            }
        }
        bool isSame = perClass.All(metadata => metadata.RequiresDist.SequenceEqual(first.RequiresDist));
        _known[release] = isSame ? [first] : perClass;
        ImmutableArray<PackageName> extras = [.. perClass.SelectMany(metadata => metadata.ProvidesExtra).Select(PackageName.Normalize).Distinct()];
        return isSame
            ? ReleaseMetadata.Of(Requirements(first), extras)
            : ReleaseMetadata.OfClasses([.. perClass.Select(Requirements)], extras);
    }

    private async Task<CoreMetadata?> ReadAsync(PackageName name, OfferedFile file, CancellationToken cancellation)
    {
        if (file.Sha256 is { } known && Find(known) is { } kept)
            return kept;
        DistributionFile distribution = file.ToDistribution();
        if (!distribution.IsWheel)
            return await ReadSourceAsync(name, distribution, cancellation).ConfigureAwait(false);
        WheelMetadata read = await _remote.ReadAsync(distribution, file.Listed, cancellation).ConfigureAwait(false);
        if ((file.Sha256 ?? read.Sha256) is { } sha256)
            source.Metadata.Keep(sha256, read.Metadata);
        return CoreMetadata.ParseHeaders(read.Metadata.Span);
    }

    private CoreMetadata? Find(string sha256) => source.Cache.FindMetadata(sha256) is { } cached
        ? CoreMetadata.ParseHeaders(cached.Headers.Span)
        : source.Metadata.Find(sha256);

    private async Task<CoreMetadata?> ReadSourceAsync(PackageName name, DistributionFile file, CancellationToken cancellation)
    {
        bool isCheckout = file.Location.Scheme.Contains('+', StringComparison.Ordinal);
        if (!isCheckout)
        {
            LocalWheel archive = await source.Files.FetchAsync(file, cancellation).ConfigureAwait(false);
            if (SourceMetadata.ReadStatic(archive.Path) is { } isStatic)
                return isStatic;
        }
        if (source.Build is not { } build || !source.MayBuild(name))
            return null;
        return CoreMetadata.ParseHeaders((await build(name, file, cancellation).ConfigureAwait(false)).Span);
    }

    /// <summary>The file that the targets of a class would install; null if none fits one of them.</summary>
    private static OfferedFile? FileFor(Release release, ImmutableArray<OfferedFile> files, TargetClass one)
    {
        int best = -1, bestRank = int.MaxValue;
        for (int i = 0; i < files.Length; i++)
        {
            int rank = UniverseSource.RankOf(release.Files[i].Tags, one.Targets[0].Tags);
            if (rank < bestRank)
                (best, bestRank) = (i, rank);
        }
        return best < 0 ? null : files[best];
    }

    private static string IdentityOf(OfferedFile file) =>
        file.Listed is { HasMetadata: true, MetadataHashes: [var hash, ..] } ? hash.ToString() : file.Listed.Url;

    private static int IndexOf(OfferedFile[] distinct, OfferedFile file) => Array.FindIndex(distinct, one => IdentityOf(one) == IdentityOf(file));

    private static PythonVersion PythonOf(TargetClass one) => PythonVersion.Parse(PythonVersion.Parse(one.Environment.PythonFullVersion.TrimEnd('+')).ReleaseTo(3));

    private static ImmutableArray<Requirement> Requirements(CoreMetadata metadata) => [.. metadata.RequiresDist.Select(Read).OfType<Requirement>()];

    // Old METADATA has specifiers that no version of PEP 440 knows (`pytz (>dev)`): the name still has to be there.
    private static Requirement? Read(string text)
    {
        if (Requirement.TryParse(text, out Requirement? requirement, out _))
            return requirement;
        string name = string.Concat(text.TrimStart().TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
        int semicolon = text.IndexOf(';', StringComparison.Ordinal);
        string marker = semicolon >= 0 ? text[semicolon..] : "";
        return Requirement.TryParse(name + marker, out requirement, out _) || Requirement.TryParse(name, out requirement, out _) ? requirement : null;
    }
}

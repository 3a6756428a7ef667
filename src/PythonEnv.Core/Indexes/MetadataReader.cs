using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Indexes;

/// <summary>The METADATA of a wheel.</summary>
/// <param name="Sha256">Of the wheel, where all of it was read.</param>
internal readonly record struct WheelMetadata(ReadOnlyMemory<byte> Metadata, string? Sha256);

/// <summary>
/// The METADATA of a wheel by the cheapest way there is: the file beside it (PEP 658), else the few bytes of the remote archive that hold
/// it, else the wheel itself. Whatever is wrong with a cheaper way, the next one is taken: only the wheel itself is proven and can be to
/// blame.
/// </summary>
internal sealed class MetadataReader(IndexClient client, IWheelSource wheels)
{
    private const int LargestMetadata = 16 * 1024 * 1024;

    /// <param name="listed">What the index says of the file; null if no index was asked.</param>
    /// <exception cref="PythonEnvException">PYENV3006, PYENV3007 or PYENV4005.</exception>
    public async Task<WheelMetadata> ReadAsync(DistributionFile file, IndexFile? listed, CancellationToken cancellation)
    {
        try
        {
            if (!file.Location.IsFile)
            {
                byte[]? remote = listed is { HasMetadata: true } ? await ReadBesideAsync(listed, cancellation).ConfigureAwait(false) : null;
                remote ??= await ReadInsideAsync(file, cancellation).ConfigureAwait(false);
                if (remote is not null)
                    return new WheelMetadata(remote, null);
            }
            // Bytes that nothing is declared of need not be hashed to be read.
            bool isUnproved = file.Location.IsFile && file.Hashes.IsEmpty && file.IndexHashes.IsEmpty;
            if (isUnproved && RegularFile.Exists(FileUrl.ToPath(file.Location)))
                return new WheelMetadata(ReadLocal(FileUrl.ToPath(file.Location)), null);
            LocalWheel wheel = await wheels.FetchAsync(file, cancellation).ConfigureAwait(false);
            return new WheelMetadata(ReadFetched(file, wheel), wheel.Sha256);
        }
        catch (FetchException failure)
        {
            throw new PythonEnvException(failure.ToDiagnostic(SourceSpan.None), failure);
        }
    }

    private byte[] ReadFetched(DistributionFile file, LocalWheel wheel)
    {
        try
        {
            return ReadLocal(wheel.Path);
        }
        catch (PythonEnvException)
        {
            wheels.Forget(file);
            throw;
        }
    }

    /// <summary>The METADATA in a wheel on this machine.</summary>
    /// <exception cref="PythonEnvException">PYENV4005: it is no wheel, or has none.</exception>
    public static byte[] ReadLocal(string path)
    {
        using WheelArchive archive = WheelArchive.Open(path);
        PackageName? project = ArchiveFileName.ProjectOf(archive.FileName);
        foreach (ArchiveEntry entry in archive.Entries)
        {
            if (IsMetadata(entry.Path, project))
                return archive.ReadAllBytes(entry, LargestMetadata);
        }
        throw WheelRefusal.Of(archive.FileName, null, "it has no METADATA");
    }

    private async Task<byte[]?> ReadBesideAsync(IndexFile listed, CancellationToken cancellation)
    {
        var url = new Uri(listed.MetadataUrl);
        byte[]? bytes;
        try
        {
            bytes = await client.Fetcher.FetchAsync(
                () => new FetchRequest(url) { IsText = true, IsShortcut = true, RetriesWhenCut = 1 },
                (answer, token) => PageReader.ReadAllAsync(answer.Body, LargestMetadata, token),
                cancellation).ConfigureAwait(false);
        }
        // The page promises what the server does not keep; the wheel itself still has it.
        catch (FetchException)
        {
            return null;
        }
        if (bytes is null)
            return null;
        using var digest = new DigestCheck([], listed.MetadataHashes);
        digest.Append(bytes);
        // Another file than the page means, or a page that asks people to log in.
        return digest.Mismatch(listed.FileName) is null && IsOf(CoreMetadata.ParseHeaders(bytes), listed.FileName) ? bytes : null;
    }

    private static bool IsOf(CoreMetadata metadata, string wheel) =>
        metadata.Name is { } name
        && WheelFileName.TryParse(wheel, out WheelFileName? parsed, out _)
        && PackageName.Normalize(name) == parsed.Name
        && PythonVersion.TryParse(metadata.Version, out PythonVersion? version) && version == parsed.Version;

    private async Task<byte[]?> ReadInsideAsync(DistributionFile file, CancellationToken cancellation)
    {
        try
        {
            PackageName? project = ArchiveFileName.ProjectOf(file.FileName);
            return await RemoteArchive
                .ReadEntryAsync(client.Fetcher, file.Location, path => IsMetadata(path, project), LargestMetadata, cancellation)
                .ConfigureAwait(false);
        }
        // Whatever is wrong with the archive, its whole and strict reading says it better.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FetchException { IsOfRequest: true })
        {
            return null;
        }
    }

    private static bool IsMetadata(string path, PackageName? project)
    {
        const string suffix = ".dist-info/METADATA";
        bool isInFirstFolder = path.IndexOf('/', StringComparison.Ordinal) == path.LastIndexOf('/');
        if (!path.EndsWith(suffix, StringComparison.Ordinal) || !isInFirstFolder)
            return false;
        string stem = path[..^suffix.Length];
        int dash = stem.IndexOf('-', StringComparison.Ordinal);
        return project is null || PackageName.Normalize(dash < 0 ? stem : stem[..dash]) == project;
    }
}

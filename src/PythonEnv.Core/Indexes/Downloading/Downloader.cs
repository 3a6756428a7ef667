using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Downloading;

/// <summary>How far a download has come.</summary>
internal readonly record struct DownloadProgress(string FileName, long Received);

/// <summary>
/// Downloads files of a plan into a folder, several at once, hashing while they arrive. A file has its final name only when it is whole and
/// proven; until then it is a <c>.part</c>, which the next attempt (and, where a sha256 is declared, the next run) continues.
/// Files that are local already are checked and used where they are.
/// </summary>
internal sealed class Downloader : IWheelSource, IDisposable
{
    // Each holds a file open.
    private const int Parallelism = 50;

    /// <summary>The largest file of which neither an index nor a lock says the size.</summary>
    private const long LargestUnannounced = 4L << 30;

    // Below this the time that a proof takes is not worth looking at what is not proved.
    private const long LargeFile = 16 << 20;

    private const int BufferSize = 128 * 1024;

    private const int SlowestBytesPerSecond = 16 * 1024;

    private static readonly TimeSpan LongestUnannounced = TimeSpan.FromHours(4);

    private static readonly SearchValues<char> NeverInNames = SearchValues.Create("/\\:*?\"<>|");

    private readonly IndexClient _client;
    private readonly string _folder;
    private readonly IProgress<DownloadProgress>? _progress;
    private readonly LocalDigests? _digests;
    private readonly SemaphoreSlim _slots = new(Parallelism);

    /// <param name="folder">Absolute; created when needed.</param>
    /// <param name="digests">Is told what was found out about files that are local already.</param>
    public Downloader(
        IndexClient client, string folder, IProgress<DownloadProgress>? progress = null, LocalDigests? digests = null)
    {
        _digests = digests;
        _client = client;
        _folder = folder;
        _progress = progress;
    }

    public void Dispose() => _slots.Dispose();

    public async Task<LocalWheel> FetchAsync(DistributionFile file, CancellationToken cancellation)
    {
        if (!IsPlainName(file.FileName))
        {
            throw new PythonEnvException(DiagnosticCatalog.WheelMalformed.At(
                SourceSpan.None, "the name of a distribution's file is no file name",
                $"{IndexUrl.Display(file.Location)} names `{Printable(file.FileName)}`", "Don't use it"));
        }
        await _slots.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return file.Location.IsFile
                ? await CheckLocalAsync(file, FileUrl.ToPath(file.Location), cancellation).ConfigureAwait(false)
                : await DownloadAsync(file, cancellation).ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            throw new PythonEnvException(failure.ToDiagnostic(SourceSpan.None), failure);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public UnprovedWheel? FindLarge(DistributionFile file)
    {
        if (!file.Location.IsFile || file.Sha256 is not { } sha256 || !IsPlainName(file.FileName))
            return null;
        string path = FileUrl.ToPath(file.Location);
        return RegularFile.Exists(path) && new FileInfo(path).Length >= LargeFile
            ? new UnprovedWheel(path, sha256, cancellation => Prove(file, path, cancellation))
            : null;
    }

    /// <inheritdoc/>
    // A page that asks people to log in came in its place, or half of it.
    public void Forget(DistributionFile file)
    {
        if (!file.Location.IsFile && file.Hashes.IsEmpty && !file.IndexHashes.Any(DigestCheck.CanCompute))
            FileChange.Delete(PathOf(file));
    }

    private static void Prove(DistributionFile file, string path, CancellationToken cancellation)
    {
        using var digest = new DigestCheck(file);
        using SafeFileHandle wheel = RegularFile.Open(path, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        long length = RandomAccess.GetLength(wheel);
        if (file.Size is { } size && length != size)
            throw new PythonEnvException(OtherSize(file, $"{length} bytes"));
        byte[] buffer = new byte[BufferSize];
        long position = 0;
        for (int read; (read = RandomAccess.Read(wheel, buffer, position)) > 0; position += read)
        {
            cancellation.ThrowIfCancellationRequested();
            digest.Append(buffer.AsSpan(0, read));
        }
        if (digest.Mismatch(file.FileName) is { } mismatch)
            throw new PythonEnvException(mismatch);
    }

    /// <summary>A name with which nothing but a file of its folder can be meant, on any system.</summary>
    internal static bool IsPlainName(string name) =>
        name.Length is > 0 and < 256 && name is not ("." or "..") && !name.AsSpan().ContainsAny(NeverInNames) && !name.Any(char.IsControl);

    private async Task<LocalWheel> CheckLocalAsync(DistributionFile file, string path, CancellationToken cancellation)
    {
        FileStamp? stamp = FileStamp.Of(path);
        LocalWheel wheel = await CheckAsync(file, path, cancellation).ConfigureAwait(false);
        if (stamp is { } before)
            _digests?.Remember(path, before, wheel.Sha256);
        return wheel;
    }

    private static async Task<LocalWheel> CheckAsync(DistributionFile file, string path, CancellationToken cancellation)
    {
        if (!RegularFile.Exists(path))
            throw new FetchException(
                file.Location, FetchFailure.NotFound, "the file is not there", "Put it there, or correct what names it");
        using var digest = new DigestCheck(file);
        await using (FileStream stream = RegularFile.OpenStream(path, options: FileOptions.SequentialScan | FileOptions.Asynchronous))
        {
            if (file.Size is { } size && stream.Length != size)
                throw new PythonEnvException(OtherSize(file, $"{stream.Length} bytes"));
            await HashAsync(stream, digest, cancellation).ConfigureAwait(false);
        }
        return digest.Mismatch(file.FileName) is { } mismatch
            ? throw new PythonEnvException(mismatch)
            : new LocalWheel(path, digest.Sha256);
    }

    private async Task<LocalWheel> DownloadAsync(DistributionFile file, CancellationToken cancellation)
    {
        string path = PathOf(file);
        if (await FindWholeAsync(file, path, cancellation).ConfigureAwait(false) is { } found)
            return found;

        using var digest = new DigestCheck(file);
        await using PartialFile part = await PartialFile.OpenAsync(path, digest, resume: file.Sha256 is not null, cancellation)
            .ConfigureAwait(false);
        // Another build may have come to its end before this one could begin.
        if (await FindWholeAsync(file, path, cancellation).ConfigureAwait(false) is { } whole)
        {
            part.Discard();
            return whole;
        }
        bool resumed = part.Length > 0;
        // An earlier run may have had all of it and no time left to name it.
        if (!resumed || digest.Mismatch(file.FileName) is not null)
            await ReceiveAsync(file, part, cancellation).ConfigureAwait(false);
        if (resumed && digest.Mismatch(file.FileName) is not null)
        {
            part.Restart();
            await ReceiveAsync(file, part, cancellation).ConfigureAwait(false);
        }
        if (digest.Mismatch(file.FileName) is { } mismatch)
        {
            part.Discard();
            throw new PythonEnvException(mismatch);
        }
        part.Complete();
        return new LocalWheel(path, digest.Sha256);
    }

    // What lies there and is not what is wanted is fetched anew.
    private static async Task<LocalWheel?> FindWholeAsync(DistributionFile file, string path, CancellationToken cancellation)
    {
        if (!RegularFile.Exists(path))
            return null;
        try
        {
            return await CheckAsync(file, path, cancellation).ConfigureAwait(false);
        }
        catch (PythonEnvException)
        {
            FileChange.Delete(path);
            return null;
        }
    }

    private async Task ReceiveAsync(DistributionFile file, PartialFile part, CancellationToken cancellation)
    {
        EntityTagHeaderValue? tag = null;
        long asked = 0;
        try
        {
            await _client.Fetcher.FetchAsync(Prepare, ReadAsync, cancellation).ConfigureAwait(false);
        }
        // Whatever it says of a range, it may have the whole. What brought something before it was cut goes on in the next run.
        catch (FetchException e) when (part.Length > 0 && (e.Status is not null || (e.IsCut && part.Length == asked)))
        {
            part.Restart();
            await _client.Fetcher.FetchAsync(Prepare, ReadAsync, cancellation).ConfigureAwait(false);
        }

        FetchRequest Prepare()
        {
            asked = part.Length;
            return new(file.Location)
            {
                Range = part.Length > 0 ? new RangeHeaderValue(part.Length, null) : null,
                IfRange = part.Length > 0 && tag is { IsWeak: false } ? tag : null,
                IsShortcut = part.Length > 0,
                Longest = file.Size is { } size
                    ? TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(size / SlowestBytesPerSecond)
                    : LongestUnannounced,
            };
        }

        async Task<long> ReadAsync(FetchAnswer answer, CancellationToken token)
        {
            bool continues = answer.Response.StatusCode == HttpStatusCode.PartialContent;
            ContentRangeHeaderValue? range = answer.Response.Content.Headers.ContentRange;
            EntityTagHeaderValue? before = tag;
            tag = answer.Response.Headers.ETag;
            if (continues && (range?.From != part.Length || (before is not null && !before.Equals(tag))))
            {
                // Another part than the one asked for, or of another file: appending it would make a file of nobody's.
                part.Restart();
                throw new IOException("the server answers a range with another one");
            }
            if (!continues)
                part.Restart();
            long? total = continues ? range!.Length : answer.Response.Content.Headers.ContentLength;
            if (total is { } announced && (file.Size is { } size ? announced != size : announced > LargestUnannounced))
                throw TooLarge(file, part, $"{announced} bytes");

            byte[] buffer = new byte[BufferSize];
            while (await answer.Body.ReadAsync(buffer, token).ConfigureAwait(false) is int read and > 0)
            {
                part.Append(buffer.AsSpan(0, read));
                if (part.Length > (file.Size ?? LargestUnannounced))
                    throw TooLarge(file, part, "more");
                _progress?.Report(new DownloadProgress(file.FileName, part.Length));
            }
            return total is null || total == part.Length ? part.Length : throw new IOException("the answer broke off");
        }
    }

    // Nothing of it is kept.
    private static PythonEnvException TooLarge(DistributionFile file, PartialFile part, string got)
    {
        part.Discard();
        return new PythonEnvException(OtherSize(file, got));
    }

    private static Diagnostic OtherSize(DistributionFile file, string got) => DiagnosticCatalog.HashMismatch.At(
        SourceSpan.None,
        $"`{file.FileName}` has another size than was declared",
        file.Size is { } size
            ? $"expected {size} bytes; got {got}"
            : $"no size is declared, for which {LargestUnannounced} bytes are the most; got {got}",
        "Find out why the file has changed");

    private static async Task HashAsync(FileStream stream, DigestCheck digest, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferSize];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is int read and > 0)
            digest.Append(buffer.AsSpan(0, read));
    }

    private string PathOf(DistributionFile file) => Path.Combine(_folder, KeyOf(file), file.FileName);

    private static string KeyOf(DistributionFile file) =>
        file.Sha256 ?? Digest.OfText(IndexUrl.Keep(file.Location));

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}

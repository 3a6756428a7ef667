using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.RemoteCaching;

/// <summary>
/// A cache that machines share, by the HTTP protocol of Bazel: <c>GET</c> and <c>PUT</c> of <c>/cas/SHA256</c>, a file by its digest, and
/// of
/// <c>/ac/SHA256</c>, what an action with that key has made. It is never needed: after the first failure nothing more is asked of it in
/// this build, and one warning says so. What comes back is believed only if its digest is right.
/// </summary>
internal sealed class RemoteCache : IDisposable
{
    private const int LargestResult = 1 << 20;

    private readonly Uri _root;
    private readonly bool _mayUpload;
    private readonly IndexClient _client;
    private readonly Downloader _downloader;
    private readonly Action<Diagnostic> _report;
    private readonly SourceSpan _where;
    private int _failed;

    /// <param name="url">The cache's address; its credential, if it has one, is sent there and nowhere else.</param>
    /// <param name="mayUpload">Put there what this build had to fetch or to make.</param>
    /// <param name="client">Asks the cache; without repeated attempts and with little patience. Disposed with this.</param>
    /// <param name="folder">Where files are received; absolute.</param>
    /// <param name="report">Told of the one failure.</param>
    /// <param name="where">The declaration of the cache.</param>
    public RemoteCache(IndexUrl url, bool mayUpload, IndexClient client, string folder, Action<Diagnostic> report, SourceSpan where)
    {
        string root = url.Url.GetLeftPart(UriPartial.Path);
        _root = new Uri(root.EndsWith('/') ? root : root + "/");
        _mayUpload = mayUpload;
        _client = client;
        _downloader = new Downloader(client, folder);
        _report = report;
        _where = where;
        if (url.Credential is not null)
            client.Fetcher.Learn(url);
    }

    /// <summary>Whether it is still asked.</summary>
    public bool IsUsable => Volatile.Read(ref _failed) == 0;

    public void Dispose()
    {
        _downloader.Dispose();
        _client.Dispose();
    }

    /// <summary>Whether what this build makes is put there.</summary>
    public bool MayUpload => _mayUpload && IsUsable;

    /// <summary>A file by its digest; null where the cache has none or can't be used.</summary>
    public async Task<LocalWheel?> FindAsync(string fileName, string sha256, CancellationToken cancellation)
    {
        if (!IsUsable)
            return null;
        var file = new DistributionFile
        {
            FileName = fileName,
            Location = new Uri(_root, $"cas/{sha256}"),
            Hashes = [new FileHash("sha256", sha256)]
        };
        try
        {
            return await _downloader.FetchAsync(file, cancellation).ConfigureAwait(false);
        }
        catch (PythonEnvException failure) when (failure.InnerException is FetchException { Failure: FetchFailure.NotFound })
        {
            return null;
        }
        catch (PythonEnvException failure)
        {
            GiveUp(failure.InnerException is FetchException fetch ? fetch.Reason : "it answers with another file than the one asked for");
            return null;
        }
    }

    /// <summary>What an action has made before; null where the cache does not know or can't be used.</summary>
    /// <param name="key">The sha256 of everything that decides the result.</param>
    public async Task<LocalWheel?> FindResultAsync(string key, CancellationToken cancellation)
    {
        if (!IsUsable)
            return null;
        byte[]? bytes;
        try
        {
            var request = new FetchRequest(new Uri(_root, $"ac/{key}"));
            bytes = await _client.Fetcher.FetchAsync(
                () => request, (answer, token) => PageReader.ReadAllAsync(answer.Body, LargestResult, token), cancellation)
                .ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            if (failure.Failure != FetchFailure.NotFound)
                GiveUp(failure.Reason);
            return null;
        }
        return bytes is not null
            && ActionResult.Read(bytes) is { } result
            && IsDigest(result.Sha256)
            && Downloader.IsPlainName(result.FileName)
            ? await FindAsync(result.FileName, result.Sha256, cancellation).ConfigureAwait(false)
            : null;
    }

    /// <summary>Puts a file there, where this build may.</summary>
    public Task KeepAsync(LocalWheel file, CancellationToken cancellation) =>
        PutAsync($"cas/{file.Sha256}", () => RegularFile.OpenStream(file.Path), cancellation);

    /// <summary>Puts a file there and what made it, where this build may.</summary>
    /// <param name="key">The sha256 of everything that decides the result.</param>
    public async Task KeepResultAsync(string key, LocalWheel file, CancellationToken cancellation)
    {
        // The file first: caches refuse a result whose file they don't have.
        await KeepAsync(file, cancellation).ConfigureAwait(false);
        byte[] result = new ActionResult(Path.GetFileName(file.Path), file.Sha256, new FileInfo(file.Path).Length).ToBytes();
        await PutAsync($"ac/{key}", () => new MemoryStream(result), cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks it nothing more in this build, and says why, once.</summary>
    public void GiveUp(string reason)
    {
        if (Interlocked.Exchange(ref _failed, 1) != 0)
            return;
        _report(DiagnosticCatalog.IndexUnreachable.At(
            _where, $"the remote cache `{IndexUrl.Display(_root)}` is not used any more in this build", reason,
            "Nothing is lost but time; check `PythonEnvRemoteCache` if this happens often") with
        { Severity = Severity.Warning });
    }

    /// <summary>The key of an action: a digest over all that decides its result.</summary>
    public static string KeyOf(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    private async Task PutAsync(string path, Func<Stream> content, CancellationToken cancellation)
    {
        if (!MayUpload)
            return;
        try
        {
            await _client.Fetcher.FetchAsync(
                () => new FetchRequest(new Uri(_root, path)) { Content = content, Longest = TimeSpan.FromHours(1) },
                (_, _) => Task.FromResult(true), cancellation).ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            GiveUp($"it does not take uploads: {failure.Reason}");
        }
    }

    private static bool IsDigest(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}

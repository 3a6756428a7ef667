using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Transport;

namespace PythonEnv.Auditing.Advisories;

/// <summary>A text of a server.</summary>
/// <param name="Bytes">Empty: the server has no such text.</param>
/// <param name="From">When it was fetched.</param>
/// <param name="Problem">Why an older one has to do, as a clause; null if it need not.</param>
internal sealed record StoredText(byte[] Bytes, DateTimeOffset From, string? Problem = null);

/// <summary>
/// Asks servers for advisories and keeps what they say in the user's cache for a day. A server that can't be asked leaves what it has said
/// before, of whatever age.
/// </summary>
/// <param name="client">Made only where something is asked.</param>
/// <param name="isForced">Whatever the cache says, ask.</param>
internal sealed class AdvisoryStore(Func<IndexClient> client, string cacheDirectory, bool isForced, TimeProvider time) : IDisposable
{
    private const int Largest = 256 * 1024 * 1024;

    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly string _folder = new UserCache(cacheDirectory).Advisories;
    private readonly Lazy<IndexClient> _client = new(client);

    public DateTimeOffset Now => time.GetUtcNow();

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    /// <param name="question">What is posted, in JSON; null to get what is there.</param>
    /// <exception cref="FetchException">It can't be had, and never was.</exception>
    public async Task<StoredText> FetchAsync(Uri url, byte[]? question, CancellationToken cancellation)
    {
        string key = Digest.OfText($"{url.AbsoluteUri}\n{(question is null ? "" : Digest.OfBytes(question))}");
        string path = UserCache.FileOf(_folder, key);
        StoredText? kept = Recall(path);
        if (kept is not null && !isForced && Now - kept.From is { } age && age < s_day && age > -s_day)
            return kept;
        try
        {
            byte[] bytes = await AskAsync(url, question, cancellation).ConfigureAwait(false);
            Keep(path, bytes);
            return new StoredText(bytes, Now);
        }
        catch (FetchException failure) when (kept is not null)
        {
            return kept with { Problem = failure.Reason };
        }
    }

    private async Task<byte[]> AskAsync(Uri url, byte[]? question, CancellationToken cancellation)
    {
        var request = new FetchRequest(url)
        {
            Accept = "application/json, */*; q=0.1",
            IsText = true,
            Content = question is null ? null : () => new MemoryStream(question),
            IsQuestion = question is not null,
        };
        try
        {
            return await _client.Value.Fetcher.FetchAsync(
                () => request, (answer, token) => PageReader.ReadAllAsync(answer.Body, Largest, token), cancellation).ConfigureAwait(false)
                ?? throw new FetchException(url, FetchFailure.Nonsense, "its answer is larger than 256 MB", "Check the URL");
        }
        catch (FetchException failure) when (failure.Failure == FetchFailure.NotFound && question is null)
        {
            return [];
        }
    }

    // What is damaged is asked for: an emptied file would say that nothing is known.
    private static StoredText? Recall(string path) =>
        SealedBytes.Read(path) is { } content ? new StoredText(content.ToArray(), File.GetLastWriteTimeUtc(path)) : null;

    private static void Keep(string path, byte[] bytes)
    {
        try
        {
            SealedBytes.Write(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is asked for again next time.
        }
    }
}

using System.Collections.Immutable;
using System.Net;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes;

/// <summary>What came of asking for a page.</summary>
/// <param name="Failure">Null if there is a page, or a file that is not there.</param>
/// <param name="IsRemembered">It is one that was kept, and nobody was asked whether it still is the page.</param>
internal sealed record PageAnswer(ListedFiles Files, FetchException? Failure, ProjectStatus? Status = null, bool IsRemembered = false);

/// <summary>
/// Reads pages from servers and folders. Those of servers are kept, as RFC 9111 has it: for as long as the index says (<c>max-age</c>)
/// nobody is asked again; after that only whether the page has changed.
/// </summary>
/// <param name="fetcher">Made when it is needed.</param>
/// <param name="cache">Null: nothing is kept.</param>
/// <param name="asksAnew">Whatever is kept, the whole page is asked for.</param>
internal sealed class PageReader(Lazy<HttpFetcher> fetcher, PageCache? cache, bool asksAnew)
{
    private const int LargestPage = 64 * 1024 * 1024;

    /// <param name="asks">Nothing is taken from the cache that the index has not been asked about.</param>
    public async Task<PageAnswer> ReadAsync(Uri page, bool asks, CancellationToken cancellation)
    {
        try
        {
            if (page.IsFile)
                return ReadFile(page);
            StoredPage? stored = asksAnew ? null : cache?.Find(page);
            // What the credential opens is not known from what is there for everybody.
            if (stored is { IsPrivate: false } && (fetcher.Value.HasCredential(page) || fetcher.Value.HasCredential(stored.Url)))
                stored = null;
            if (!asks && stored?.IsFresh(DateTimeOffset.UtcNow) == true)
                return AnswerOf(stored) with { IsRemembered = true };
            return await AskAsync(page, stored, cancellation).ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            return new PageAnswer(ListedFiles.None, failure);
        }
    }

    private Task<PageAnswer> AskAsync(Uri page, StoredPage? stored, CancellationToken cancellation)
    {
        var request = new FetchRequest(page)
        {
            Accept = SimplePage.Accept,
            IsText = true,
            AsksAnew = asksAnew,
            IfNoneMatch = stored?.Tag,
            IfModifiedSince = stored?.LastModified,
        };
        return fetcher.Value.FetchAsync(() => request, ReadPageAsync, cancellation);

        async Task<PageAnswer> ReadPageAsync(FetchAnswer answer, CancellationToken token)
        {
            bool isSame = answer.Response.StatusCode == HttpStatusCode.NotModified;
            StoredPage read = isSame
                ? stored!.Confirmed(answer, DateTimeOffset.UtcNow)
                : await ParseAsync(answer, token).ConfigureAwait(false);
            if (!isSame || read.IsFresh(DateTimeOffset.UtcNow))
                cache?.Keep(page, read);
            return AnswerOf(read);
        }
    }

    private static PageAnswer AnswerOf(StoredPage page) => new(new ListedFiles(page.Files), null, page.Status);

    private static async Task<StoredPage> ParseAsync(FetchAnswer answer, CancellationToken cancellation)
    {
        bool isTyped = answer.Response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? values);
        string contentType = isTyped ? values!.First() : "text/html";
        if (!SimplePage.IsPage(contentType))
            throw Nonsense(answer.Url, $"it answers with `{contentType}`, which is no index page");
        byte[] body = await ReadAllAsync(answer.Body, LargestPage, cancellation).ConfigureAwait(false)
            ?? throw TooLarge(answer.Url);
        (ImmutableArray<IndexFile> files, ProjectStatus? status) = Parse(answer.Url, body, contentType);
        return StoredPage.Of(answer, DateTimeOffset.UtcNow) with { Files = files, Status = status };
    }

    private static PageAnswer ReadFile(Uri page)
    {
        string path = FileUrl.ToPath(page);
        if (!RegularFile.Exists(path))
            return new PageAnswer(ListedFiles.None, null);
        using FileStream file = RegularFile.OpenStream(path);
        byte[] body = RegularFile.ReadUpTo(file, LargestPage) ?? throw TooLarge(page);
        (ImmutableArray<IndexFile> files, ProjectStatus? status) = Parse(page, body, "text/html");
        return new PageAnswer(new ListedFiles(files), null, status);
    }

    private static (ImmutableArray<IndexFile> Files, ProjectStatus? Status) Parse(Uri url, byte[] body, string contentType)
    {
        if (!SimplePage.TryParse(body, contentType, url.AbsoluteUri, out SimplePage? page, out ParseError? error))
        {
            // Who passes a page on may have had the beginning of it alone: that is no other fault than a connection that breaks off.
            throw error.Position == 0
                ? Nonsense(url, $"its page is {error.Message}")
                : new HttpIOException(HttpRequestError.ResponseEnded, $"the page is {error.Message}");
        }
        if (!page.IsSupported)
            throw Nonsense(url, $"it speaks version {page.ApiVersion} of the index API, not 1");
        ProjectStatus? status = page.Status is null or "active" ? null : new ProjectStatus(page.Status, page.StatusReason, url.Authority);
        return ([.. page.Files.Where(file => IsFollowed(file.Url, url))], status);
    }

    // A page on a server has no business with the files of this machine.
    private static bool IsFollowed(string link, Uri page) =>
        Uri.TryCreate(link, UriKind.Absolute, out Uri? url) && (url.Scheme is "https" or "http" || (url.IsFile && page.IsFile));

    /// <returns>Null if there is more than the limit.</returns>
    internal static async Task<byte[]?> ReadAllAsync(Stream body, int limit, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancellation).ConfigureAwait(false) is int read and > 0)
        {
            if (all.Length + read > limit)
                return null;
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }

    private static FetchException TooLarge(Uri url) => Nonsense(url, "its page is larger than 64 MB");

    private static FetchException Nonsense(Uri url, string reason) =>
        new(url, FetchFailure.Nonsense, reason, "Check the index's URL: it usually ends with `/simple/`");
}

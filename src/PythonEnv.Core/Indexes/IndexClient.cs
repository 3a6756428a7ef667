using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes;

/// <summary>
/// Asks simple repositories (PEP 503, PEP 691) and find-links places which files there are of a project. Each page is read once in the
/// life of a client; nothing is asked before it is needed.
/// </summary>
internal sealed class IndexClient : IDisposable
{
    private const int LargestPage = 64 * 1024 * 1024;

    private readonly IndexSettings _settings;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, Lazy<Task<PageAnswer>>> _pages = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableArray<FindLinksContent>> _links;
    private readonly Lazy<HttpFetcher> _fetcher;

    /// <param name="folder">What relative find-links paths are relative to; absolute.</param>
    /// <param name="retry">Null: as the settings say.</param>
    /// <param name="notice">Is told what is asked again.</param>
    public IndexClient(
        IndexSettings settings, HostFacts host, CredentialStore credentials, string folder, RetryPolicy? retry = null, Action<string>? notice = null)
    {
        _settings = settings;
        _folder = folder;
        // Where everything is at hand, the classes of the network are not even loaded.
        _fetcher = new(() => new HttpFetcher(settings, host, credentials, retry, notice: notice));
        _links = new(() => [.. settings.FindLinks.Select(links => FindLinks.Read(links, _folder))]);
    }

    internal HttpFetcher Fetcher => _fetcher.Value;

    public IndexSettings Settings => _settings;

    public void Dispose()
    {
        if (_fetcher.IsValueCreated)
            _fetcher.Value.Dispose();
    }

    /// <summary>Every file of the project, wherever it is offered. Places that fail are reported in the result, not thrown.</summary>
    public async Task<ProjectListing> ListAsync(PackageName project, CancellationToken cancellation)
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        var files = ImmutableArray.CreateBuilder<IndexFile>();
        var asked = new List<(IndexUrl? Index, Task<PageAnswer> Page)>();
        NamedIndex? only = _settings.PackageIndexes.FirstOrDefault(index => index.Covers(project));
        foreach (FindLinksContent content in only is null ? _links.Value : [])
        {
            files.AddRange(content.Files.Of(project));
            asked.AddRange(content.Pages.Select(page => ((IndexUrl?)null, ReadOnceAsync(page, cancellation))));
            if (content.Missing is not null)
                missing.Add(content.Missing);
        }
        IEnumerable<IndexUrl> indexes = only is null ? _settings.Indexes.Select(index => index.Location) : [only.Location];
        asked.AddRange(indexes.Select(index => ((IndexUrl?)index, ReadOnceAsync(PageOf(index.Url, project), cancellation))));

        var offers = ImmutableArray.CreateBuilder<IndexOffer>();
        var failures = ImmutableArray.CreateBuilder<FetchException>();
        var answers = new List<PageAnswer>();
        foreach ((IndexUrl? index, Task<PageAnswer> page) in asked)
        {
            PageAnswer answer = await page.ConfigureAwait(false);
            answers.Add(answer);
            ImmutableArray<IndexFile> own = answer.Files.OfAPageOf(project);
            files.AddRange(own);
            if (index is not null)
                offers.Add(new IndexOffer(index, own));
            if (answer.Failure is { Failure: not FetchFailure.NotFound } failure)
                failures.Add(failure);
        }
        return new ProjectListing(files.ToImmutable(), failures.ToImmutable())
        {
            Missing = missing.ToImmutable(),
            Offers = offers.ToImmutable(),
            Status = answers.Select(answer => answer.Status).FirstOrDefault(status => status is not null),
            IsUnknown = answers.Count > 0 && answers.All(answer => answer.Failure is { Failure: FetchFailure.NotFound }),
        };
    }

    /// <summary>The page of a project: PEP 503 appends its normalised name and a slash.</summary>
    public static Uri PageOf(Uri index, PackageName project)
    {
        string root = index.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri($"{root}/{project.Value}/{(index.IsFile ? "index.html" : "")}{index.Query}");
    }

    private Task<PageAnswer> ReadOnceAsync(Uri page, CancellationToken cancellation) =>
        _pages.GetOrAdd(page.AbsoluteUri, _ => new(() => ReadAsync(page, cancellation))).Value;

    private async Task<PageAnswer> ReadAsync(Uri page, CancellationToken cancellation)
    {
        try
        {
            if (page.IsFile)
                return await ReadFileAsync(page, cancellation).ConfigureAwait(false);
            var request = new FetchRequest(page) { Accept = SimplePage.Accept, IsText = true };
            return await Fetcher.FetchAsync(() => request, ReadPageAsync, cancellation).ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            return new PageAnswer(ListedFiles.None, failure);
        }
    }

    private static async Task<PageAnswer> ReadPageAsync(FetchAnswer answer, CancellationToken cancellation)
    {
        bool isTyped = answer.Response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? values);
        string contentType = isTyped ? values!.First() : "text/html";
        if (!SimplePage.IsPage(contentType))
            throw Nonsense(answer.Url, $"it answers with `{contentType}`, which is no index page");
        byte[] body = await ReadAllAsync(answer.Body, LargestPage, cancellation).ConfigureAwait(false)
            ?? throw Nonsense(answer.Url, "its page is larger than 64 MB");
        return Parse(answer.Url, body, contentType);
    }

    private static async Task<PageAnswer> ReadFileAsync(Uri page, CancellationToken cancellation)
    {
        string path = FileUrl.ToPath(page);
        return File.Exists(path)
            ? Parse(page, await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false), "text/html")
            : new PageAnswer(ListedFiles.None, null);
    }

    private static PageAnswer Parse(Uri url, byte[] body, string contentType)
    {
        if (!SimplePage.TryParse(body, contentType, url.AbsoluteUri, out SimplePage? page, out string? error))
            throw Nonsense(url, $"its page is {error}");
        if (!page.IsSupported)
            throw Nonsense(url, $"it speaks version {page.ApiVersion} of the index API, not 1");
        ProjectStatus? status = page.Status is null or "active" ? null : new ProjectStatus(page.Status, page.StatusReason, url.Authority);
        return new PageAnswer(new ListedFiles([.. page.Files.Where(file => IsFollowed(file.Url, url))]), null, status);
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

    private static FetchException Nonsense(Uri url, string reason) =>
        new(url, FetchFailure.Nonsense, reason, "Check the index's URL: it usually ends with `/simple/`");

    private sealed record PageAnswer(ListedFiles Files, FetchException? Failure, ProjectStatus? Status = null);
}

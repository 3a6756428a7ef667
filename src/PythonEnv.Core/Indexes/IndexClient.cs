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
    private readonly IndexSettings _settings;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, Lazy<Task<PageAnswer>>> _pages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<PageAnswer>>> _asked = new(StringComparer.Ordinal);
    private readonly Lazy<FindLinksContent[]> _links;
    private readonly Lazy<HttpFetcher> _fetcher;
    private readonly Lazy<PageReader> _reader;

    /// <param name="folder">What relative find-links paths are relative to; absolute.</param>
    /// <param name="retry">Null: as the settings say.</param>
    /// <param name="notice">Is told what is asked again.</param>
    public IndexClient(
        IndexSettings settings, HostFacts host, CredentialStore credentials, string folder, RetryPolicy? retry = null,
        Action<string>? notice = null)
    {
        _settings = settings;
        _folder = folder;
        // Where everything is at hand, the classes of the network are not even loaded.
        _fetcher = new(() => new HttpFetcher(settings, host, credentials, retry, notice: notice));
        _reader = new(() => new PageReader(_fetcher, Pages, AsksAnew));
        _links = new(() => [.. settings.FindLinks.Select(links => FindLinks.Read(links, _folder))]);
    }

    internal HttpFetcher Fetcher => _fetcher.Value;

    /// <summary>Where pages are kept; null: nowhere.</summary>
    public PageCache? Pages { get; init; }

    /// <summary>Every page is asked for as if none were kept.</summary>
    public bool AsksAnew { get; init; }

    public IndexSettings Settings => _settings;

    public void Dispose()
    {
        if (_fetcher.IsValueCreated)
            _fetcher.Value.Dispose();
    }

    /// <summary>Every file of the project, wherever it is offered. Places that fail are reported in the result, not thrown.</summary>
    public Task<ProjectListing> ListAsync(PackageName project, CancellationToken cancellation) =>
        ListAsync(project, asks: false, cancellation);

    /// <inheritdoc cref="ListAsync(PackageName, CancellationToken)"/>
    /// <param name="asks">Nothing is taken from memory that an index has not been asked about.</param>
    public async Task<ProjectListing> ListAsync(PackageName project, bool asks, CancellationToken cancellation)
    {
        var missing = ImmutableArray.CreateBuilder<string>();
        var files = ImmutableArray.CreateBuilder<IndexFile>();
        var asked = new List<(IndexUrl? Index, Task<PageAnswer> Page)>();
        NamedIndex? only = _settings.PackageIndexes.FirstOrDefault(index => index.Covers(project));
        foreach (FindLinksContent content in only is null or { IsBesideLinks: true } ? _links.Value : [])
        {
            files.AddRange(content.Files.Of(project));
            asked.AddRange(content.Pages.Select(page => ((IndexUrl?)null, ReadOnceAsync(page, asks, cancellation))));
            if (content.Missing is not null)
                missing.Add(content.Missing);
        }
        IEnumerable<IndexUrl> indexes = only is null ? _settings.Indexes.Select(index => index.Location) : [only.Location];
        asked.AddRange(indexes.Select(index => ((IndexUrl?)index, ReadOnceAsync(PageOf(index.Url, project), asks, cancellation))));

        var offers = ImmutableArray.CreateBuilder<IndexOffer>();
        var empty = ImmutableArray.CreateBuilder<IndexUrl>();
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
            if (index is not null && own.IsEmpty && answer.Failure is null)
                empty.Add(index);
            if (answer.Failure is { Failure: not FetchFailure.NotFound } failure)
                failures.Add(failure);
        }
        return new ProjectListing(files.ToImmutable(), failures.ToImmutable())
        {
            Missing = missing.ToImmutable(),
            Offers = offers.ToImmutable(),
            Empty = empty.ToImmutable(),
            Status = answers.Select(answer => answer.Status).FirstOrDefault(status => status is not null),
            IsRemembered = answers.Exists(answer => answer.IsRemembered),
            IsUnknown = answers.Count > 0 && answers.All(answer => answer.Failure is { Failure: FetchFailure.NotFound }),
        };
    }

    /// <summary>The page of a project: PEP 503 appends its normalised name and a slash.</summary>
    public static Uri PageOf(Uri index, PackageName project)
    {
        string root = index.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri($"{root}/{project.Value}/{(index.IsFile ? "index.html" : "")}{index.Query}");
    }

    private Task<PageAnswer> ReadOnceAsync(Uri page, bool asks, CancellationToken cancellation) =>
        (asks ? _asked : _pages).GetOrAdd(page.AbsoluteUri, _ => new(() => _reader.Value.ReadAsync(page, asks, cancellation))).Value;
}

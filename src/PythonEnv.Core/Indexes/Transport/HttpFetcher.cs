using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Transport;

/// <summary>A successful answer (200, 206; 304 where that was asked for), its body not read yet.</summary>
/// <param name="Url">Where it came from, after all redirects.</param>
/// <param name="IsAuthorized">A credential was sent on the way.</param>
internal sealed record FetchAnswer(Uri Url, HttpResponseMessage Response, Stream Body, bool IsAuthorized);

/// <summary>
/// Asks servers: one pool of connections, redirects followed by hand so that nothing leaks on the way, temporary failures repeated,
/// silence cut off.
/// </summary>
internal sealed class HttpFetcher : IDisposable
{
    private const int MostRedirects = 10;
    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(5);
    private const string BrokeOff = "the answer broke off";
    private const string CheckTheNetwork = $"Check the network and the proxy, or {AnotherIndex}";
    private const string CheckTheProxy = "Check PIP_PROXY, http_proxy and https_proxy";
    private const string TryLater = $"Try again later, or {AnotherIndex}";

    /// <summary>The last words of what is proposed about a server; who asks for something else than an index has other ones.</summary>
    public const string AnotherIndex = "use an index that can be reached (PythonEnvIndexUrl, PythonEnvFindLinks)";

    private readonly HttpMessageInvoker _http;
    private readonly EnvironmentProxy? _proxy;
    private volatile CredentialStore _credentials;
    private readonly TrustPolicy _trust;
    private readonly RetryPolicy _retry;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly Action<string>? _notice;
    private readonly ConcurrentDictionary<string, ServerState> _servers = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="retry">Null: as the settings say.</param>
    /// <param name="notice">Is told, once for each server, that it is asked again.</param>
    public HttpFetcher(
        IndexSettings settings, HostFacts host, CredentialStore credentials, RetryPolicy? retry = null, TimeProvider? time = null,
        Action<string>? notice = null)
    {
        _notice = notice;
        _credentials = credentials;
        _trust = new TrustPolicy(settings.TrustedHosts);
        _retry = retry ?? new RetryPolicy(settings.Retries);
        _patience = settings.Timeout;
        _time = time ?? TimeProvider.System;
        SocketsHttpHandler transport = TransportFactory.Create(settings, host, _trust);
        _proxy = transport.Proxy as EnvironmentProxy;
        _http = new HttpMessageInvoker(transport);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether a URL is asked for with a credential.</summary>
    public bool HasCredential(Uri url) => _credentials.Find(url) is not null;

    /// <summary>From now on sends a URL's credential to its origin.</summary>
    public void Learn(IndexUrl url) => _credentials = _credentials.With(url);

    /// <summary>Asks until an answer could be read or nothing more can be hoped for.</summary>
    /// <param name="prepare">Makes the request of each attempt: a resumed download asks for less each time.</param>
    /// <param name="read">Reads the answer; an I/O failure in it counts as a failed attempt.</param>
    /// <exception cref="FetchException">It can't be had.</exception>
    public async Task<T> FetchAsync<T>(
        Func<FetchRequest> prepare, Func<FetchAnswer, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        // Time runs for those only who are being served, and whoever waits for a server that turns out to be down need not ask it again.
        ServerState server = _servers.GetOrAdd(prepare().Url.Authority, static _ => new ServerState());
        await server.Slots.EnterAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await FetchAsync(server, prepare, read, cancellation).ConfigureAwait(false);
        }
        finally
        {
            server.Slots.Leave();
        }
    }

    private async Task<T> FetchAsync<T>(
        ServerState server, Func<FetchRequest> prepare, Func<FetchAnswer, CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        for (int attempt = 0; ; attempt++)
        {
            FetchRequest request = prepare();
            if (server.Down is { } down)
                throw down.For(request.Url);
            FetchException failure;
            int retries = _retry.Retries;
            TimeSpan? delay = _retry.DelayAfter(attempt, null, default);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(request.Longest);
            List<Uri> asked = [];
            try
            {
                Exchange exchange = await FollowAsync(request, asked, limit.Token).ConfigureAwait(false);
                using HttpResponseMessage response = exchange.Response;
                if (response.IsSuccessStatusCode || IsUnchanged(request, response))
                {
                    server.Slots.Grow();
                    Uri url = response.RequestMessage!.RequestUri!;
                    using Stream body = await OpenAsync(response, request, limit.Token).ConfigureAwait(false);
                    return await read(new FetchAnswer(url, response, body, exchange.IsAuthorized), limit.Token).ConfigureAwait(false);
                }
                if (RetryPolicy.IsBusy(response.StatusCode))
                    server.Slots.Halve();
                delay = _retry.DelayAfter(attempt, response.Headers.RetryAfter, _time.GetUtcNow());
                failure = Failed(request.Url, response, exchange.Sent, attempt + 1, delay is null ? response.Headers.RetryAfter : null);
                if (!RetryPolicy.IsTemporary(response.StatusCode)
                    || delay is null
                    || (request.IsShortcut && !RetryPolicy.IsBusy(response.StatusCode)))
                    throw failure;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or InvalidDataException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                failure = Failed(request, asked[^1], e, attempt + 1);
                retries = e switch
                {
                    DrippingException or OperationCanceledException => 0,
                    TimeoutException => _retry.SilentRetries,
                    _ when failure.IsCut => Math.Min(retries, request.RetriesWhenCut),
                    _ => MayRepeat(e) ? retries : 0,
                };
                // An answer that broke off or is damaged may be that one file's fault, and a cut one that of the way it was asked for.
                if (attempt >= retries && e is not (HttpIOException or InvalidDataException) && !(failure.IsCut && request.IsShortcut))
                    server.Down = failure;
            }
            if (attempt >= retries)
                throw failure;
            Announce(server, failure, retries);
            await Task.Delay(delay!.Value, _time, cancellation).ConfigureAwait(false);
        }
    }

    // The files of a server fail alike: it is said once.
    private void Announce(ServerState server, FetchException failure, int retries)
    {
        if (!Interlocked.Exchange(ref server.IsAnnounced, true))
            _notice?.Invoke($"`{failure.Host}`: {failure.Reason}; it is asked again, up to {retries} times");
    }

    private static bool IsUnchanged(FetchRequest request, HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.NotModified && (request.IfNoneMatch ?? request.IfModifiedSince) is not null;

    /// <param name="asked">Takes the URLs that are asked, in turn.</param>
    private async Task<Exchange> FollowAsync(FetchRequest request, List<Uri> asked, CancellationToken cancellation)
    {
        Uri url = request.Url;
        bool isAuthorized = false;
        while (true)
        {
            if (!_trust.MayAsk(url) || url.IsFile)
                throw Insecure(request.Url, url);
            if (asked.Contains(url) || asked.Count == MostRedirects)
                throw new FetchException(
                    request.Url, FetchFailure.Nonsense, "its redirects lead in a circle, or too far", "Check the index's URL");

            asked.Add(url);
            Exchange exchange = await AskAsync(request, url, cancellation).ConfigureAwait(false);
            HttpResponseMessage response = exchange.Response;
            isAuthorized |= exchange.IsAuthorized;
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                || response.Headers.Location is not { } location
                || !Uri.TryCreate(url, location, out Uri? place))
                return exchange with { IsAuthorized = isAuthorized };
            response.Dispose();
            Uri target = IndexUrl.From(place).Url;
            if (url.Scheme == "https" && target.Scheme != "https")
                throw Insecure(request.Url, target);
            url = target;
        }
    }

    private async Task<Exchange> AskAsync(FetchRequest request, Uri url, CancellationToken cancellation)
    {
        Credential? credential = _credentials.Find(url);
        HttpResponseMessage response = await SendAsync(request, url, credential, cancellation).ConfigureAwait(false);
        while (response.StatusCode == HttpStatusCode.Unauthorized
            && await _credentials.FindAfterRefusalAsync(url, credential, cancellation).ConfigureAwait(false) is { } other)
        {
            response.Dispose();
            credential = other;
            response = await SendAsync(request, url, credential, cancellation).ConfigureAwait(false);
        }
        return new Exchange(response, credential, credential is not null);
    }

    private async Task<HttpResponseMessage> SendAsync(FetchRequest request, Uri url, Credential? credential, CancellationToken cancellation)
    {
        if (_proxy?.WhyUnusable(url) is { } reason)
            throw new FetchException(url, FetchFailure.Unreachable, reason, "Name another proxy, or except the host by `no_proxy`");
        using HttpContent? content = request.Content is { } open ? new StreamContent(open()) : null;
        if (content is not null && request.IsQuestion)
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var message = new HttpRequestMessage(content is null ? HttpMethod.Get : request.IsQuestion ? HttpMethod.Post : HttpMethod.Put, url)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("Accept-Encoding", request.IsText ? "gzip" : "identity");
        message.Headers.TryAddWithoutValidation("User-Agent", $"PythonEnv/{typeof(HttpFetcher).Assembly.GetName().Version?.ToString(3)}");
        if (request.AsksAnew)
            message.Headers.TryAddWithoutValidation("Cache-Control", "no-cache");
        if (request.IfNoneMatch is { } known)
            message.Headers.TryAddWithoutValidation("If-None-Match", known);
        if (request.IfModifiedSince is { } date)
            message.Headers.TryAddWithoutValidation("If-Modified-Since", date);
        message.Headers.Range = request.Range;
        if (request.IfRange is { } tag)
            message.Headers.IfRange = new RangeConditionHeaderValue(tag);
        message.Headers.Authorization = credential?.ToHeader();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(content is null || request.IsQuestion ? _patience : LongestUpload);
        try
        {
            return await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("no answer", e);
        }
    }

    // Only what may come compressed is unpacked: a server that labels the file itself (`.tar.gz`) so sends its bytes as they are.
    // `x-gzip` is an old name of the same (RFC 9110, section 8.4.1.3).
    private async Task<Stream> OpenAsync(HttpResponseMessage response, FetchRequest request, CancellationToken cancellation)
    {
        string[] codings =
        [
            .. response.Content.Headers.ContentEncoding.Select(static coding => coding.ToLowerInvariant())
                .Where(static coding => coding != "identity")
        ];
        if (request.IsText && codings is not ([] or ["gzip" or "x-gzip"]))
        {
            throw new FetchException(
                request.Url, FetchFailure.Nonsense, $"its answer is encoded as `{string.Join(", ", codings)}`, and only gzip was asked for",
                "Check the index's URL");
        }
        Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        Stream guarded = new StallGuardStream(body, _patience);
        return request.IsText && codings is ["gzip" or "x-gzip"]
            ? new GzipBody(guarded)
            : guarded;
    }

    private static bool MayRepeat(Exception e) => e is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
            or HttpRequestError.UserAuthenticationError,
    };

    private FetchException Failed(Uri url, HttpResponseMessage response, Credential? sent, int attempts, RetryConditionHeaderValue? pause)
    {
        HttpStatusCode status = response.StatusCode;
        string asks = pause is null ? ""
            : pause.Delta is null ? $" and asks to be left alone until {pause}"
            : $" and asks to be left alone for {pause} seconds";
        Uri answered = response.RequestMessage!.RequestUri!;
        string answer = $"the server answered {(int)status} ({ReasonOf(status)}){Times(attempts)}{asks}{SentBy(url, answered)}";
        return status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new FetchException(
                Blamed(url, answered), FetchFailure.NotFound, answer, "Check the URL, and that the server still has the file")
            { Status = status, Host = url.Authority },
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Refused(url, answered, status, answer, sent),
            HttpStatusCode.ProxyAuthenticationRequired when _proxy?.GetProxy(answered) is not null => new FetchException(
                Blamed(url, answered), FetchFailure.Unreachable, RefusalOfProxy(answered) + SentBy(url, answered), CheckTheProxy)
            { Status = status, Host = url.Authority },
            _ => new FetchException(
                Blamed(url, answered), FetchFailure.Unreachable, answer, TryLater)
            { Status = status, Host = url.Authority },
        };
    }

    // One host may send to another: the one that fails is named, and the one that was declared.
    private static Uri Blamed(Uri declared, Uri asked) => declared.Authority == asked.Authority ? declared : asked;

    private static string SentBy(Uri declared, Uri asked) =>
        declared.Authority == asked.Authority ? "" : $"; `{declared.Authority}` redirects to `{asked.Authority}`";

    // Whether and which credential was sent decides where people look.
    private FetchException Refused(Uri declared, Uri url, HttpStatusCode status, string answer, Credential? sent)
    {
        bool isForbidden = status == HttpStatusCode.Forbidden;
        if (sent is null)
        {
            return new FetchException(
                url, FetchFailure.Refused, $"{answer}; looked in {_credentials.Searched(url)}",
                _credentials.Remedy(url, sent)
                ?? $"Add an entry for `{url.Host}` to your netrc file, or give the credential in the index's URL: whole in PIP_INDEX_URL, "
                    + "by variables where a project or a file declares it (`https://${USER}:${TOKEN}@…`)")
            {
                Status = status,
                Host = declared.Authority,
                Problem = isForbidden
                    ? $"`{url.Authority}` forbids what is asked, and no credential was sent"
                    : $"`{url.Authority}` wants a credential and none was found",
            };
        }
        string source = sent.Source.Length == 0 ? "the URL" : sent.Source;
        return new FetchException(
            url, FetchFailure.Refused, $"{answer}; the credential came from {source}",
            isForbidden ? "Let the index's owner grant it, or use another credential"
            : _credentials.Remedy(url, sent) ?? "Correct it there")
        {
            Status = status,
            Host = declared.Authority,
            Problem = isForbidden ? $"{sent.Owner} may not read from `{url.Authority}`" : $"`{url.Authority}` refuses {sent.Owner}",
        };
    }

    private static string Times(int attempts) => attempts > 1 ? $", {attempts} times" : "";

    private static string ReasonOf(HttpStatusCode status) => Enum.IsDefined(status) ? status.ToString() : "unknown";

    private FetchException Failed(FetchRequest request, Uri asked, Exception e, int attempts)
    {
        (string reason, string remedy) = e switch
        {
            TimeoutException => (
                $"nothing came for {_patience.TotalSeconds:0.###} seconds{Times(attempts)}",
                "Try again, or allow more time with PIP_DEFAULT_TIMEOUT"),
            DrippingException => (e.Message, TryLater),
            OperationCanceledException => (
                $"it had not ended after {request.Longest.TotalMinutes:0.#} minutes",
                TryLater),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException } =>
                ("its certificate is not trusted", "Give the authority's PEM bundle in PIP_CERT or REQUESTS_CA_BUNDLE"),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
                (RefusalOfProxy(asked), CheckTheProxy),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError
            } => ("its name can't be resolved", CheckTheNetwork),
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.SecureConnectionError
            } => ("no secure connection could be made", CheckTheNetwork),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => ("no connection could be made", CheckTheNetwork),
            InvalidDataException => ("its compressed answer is damaged", "Try again later"),
            _ => (BrokeOff, "Try again later"),
        };
        return new FetchException(
            Blamed(request.Url, asked), FetchFailure.Unreachable, reason + SentBy(request.Url, asked), remedy, e)
        {
            IsCut = reason == BrokeOff,
            Host = request.Url.Authority,
        };
    }

    private string RefusalOfProxy(Uri url)
    {
        string sent = _proxy?.CredentialFor(url) is { } credential ? $"{credential.Owner} was named to it" : "no credential was sent to it";
        return $"the proxy{(_proxy?.GetProxy(url) is { } proxy ? $" `{proxy.Authority}`" : "")} refuses the connection; {sent}";
    }

    private static FetchException Insecure(Uri asked, Uri target) => new(
        asked,
        FetchFailure.Insecure,
        asked == target ? $"`{target.Scheme}` is not secure" : $"it redirects to `{IndexUrl.Display(target)}`, which is not secure",
        target.Scheme == "http" ? $"Use https, or name the host in PIP_TRUSTED_HOST: {target.Authority}" : "Use an https URL");

    private sealed class ServerState
    {
        public bool IsAnnounced;

        public RequestSlots Slots { get; } = new(first: 8, TransportFactory.ConnectionsPerServer);

        /// <summary>Why nothing can be had of it; null while something can.</summary>
        public FetchException? Down { get; set; }
    }

    /// <param name="Sent">The credential that was sent last; null without one.</param>
    /// <param name="IsAuthorized">One was sent on the way.</param>
    private sealed record Exchange(HttpResponseMessage Response, Credential? Sent, bool IsAuthorized);
}

using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Indexes.Streams;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Transport;

/// <summary>Says why a URL could not be had: who was asked, what came, with whose credential, and the one thing to do.</summary>
/// <param name="proxy">Null where none is used.</param>
/// <param name="patience">How long nothing may come.</param>
internal sealed class FetchFailures(EnvironmentProxy? proxy, TimeSpan patience)
{
    /// <summary>The last words of what is proposed about a server; who asks for something else than an index has other ones.</summary>
    public const string AnotherIndex = "use an index that can be reached (PythonEnvIndexUrl, PythonEnvFindLinks)";

    private const string BrokeOff = "the answer broke off";
    private const string CheckTheNetwork = $"Check the network and the proxy, or {AnotherIndex}";
    private const string CheckTheProxy = "Check PIP_PROXY, http_proxy and https_proxy";
    private const string TryLater = $"Try again later, or {AnotherIndex}";

    /// <summary>A server answered, and not with what was asked for.</summary>
    /// <param name="url">As it was asked for first.</param>
    /// <param name="sent">The credential that was sent last; null without one.</param>
    /// <param name="pause">What the server asked for, where it is longer than anybody waits.</param>
    public FetchException OfAnswer(
        Uri url, HttpResponseMessage response, Credential? sent, CredentialStore credentials, int attempts,
        RetryConditionHeaderValue? pause)
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
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Refused(url, answered, status, answer, sent, credentials),
            HttpStatusCode.ProxyAuthenticationRequired when proxy?.GetProxy(answered) is not null => new FetchException(
                Blamed(url, answered), FetchFailure.Unreachable, RefusalOfProxy(answered) + SentBy(url, answered), CheckTheProxy)
            { Status = status, Host = url.Authority },
            _ => new FetchException(
                Blamed(url, answered), FetchFailure.Unreachable, answer, TryLater)
            { Status = status, Host = url.Authority },
        };
    }

    /// <summary>No answer could be read.</summary>
    /// <param name="asked">The URL that was asked last, after redirects.</param>
    public FetchException OfException(FetchRequest request, Uri asked, Exception e, int attempts)
    {
        (string reason, string remedy) = e switch
        {
            TimeoutException => (
                $"nothing came for {patience.TotalSeconds:0.###} seconds{Times(attempts)}",
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

    /// <summary>A URL, or where it redirects to, that may not be asked.</summary>
    public static FetchException Insecure(Uri asked, Uri target) => new(
        asked,
        FetchFailure.Insecure,
        asked == target ? $"`{target.Scheme}` is not secure" : $"it redirects to `{IndexUrl.Display(target)}`, which is not secure",
        target.Scheme == "http" ? $"Use https, or name the host in PIP_TRUSTED_HOST: {target.Authority}" : "Use an https URL");

    // One host may send to another: the one that fails is named, and the one that was declared.
    private static Uri Blamed(Uri declared, Uri asked) => declared.Authority == asked.Authority ? declared : asked;

    private static string SentBy(Uri declared, Uri asked) =>
        declared.Authority == asked.Authority ? "" : $"; `{declared.Authority}` redirects to `{asked.Authority}`";

    // Whether and which credential was sent decides where people look.
    private static FetchException Refused(
        Uri declared, Uri url, HttpStatusCode status, string answer, Credential? sent, CredentialStore credentials)
    {
        bool isForbidden = status == HttpStatusCode.Forbidden;
        if (sent is null)
        {
            return new FetchException(
                url, FetchFailure.Refused, $"{answer}; looked in {credentials.Searched(url)}",
                credentials.Remedy(url, sent)
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
            : credentials.Remedy(url, sent) ?? "Correct it there")
        {
            Status = status,
            Host = declared.Authority,
            Problem = isForbidden ? $"{sent.Owner} may not read from `{url.Authority}`" : $"`{url.Authority}` refuses {sent.Owner}",
        };
    }

    private static string Times(int attempts) => attempts > 1 ? $", {attempts} times" : "";

    private static string ReasonOf(HttpStatusCode status) => Enum.IsDefined(status) ? status.ToString() : "unknown";

    private string RefusalOfProxy(Uri url)
    {
        string sent = proxy?.CredentialFor(url) is { } credential ? $"{credential.Owner} was named to it" : "no credential was sent to it";
        string place = proxy?.GetProxy(url) is { } its ? $" `{its.Authority}`" : "";
        return $"the proxy{place} refuses the connection; {sent}";
    }
}

using System.Collections.Immutable;
using System.Net;
using PythonEnv.Host;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Transport;

/// <summary>
/// The proxies that <c>http_proxy</c>, <c>https_proxy</c> and <c>all_proxy</c> name (lower case before upper case) except for the hosts of
/// <c>no_proxy</c>, apart by commas or blanks: <c>*</c>, names with all their subdomains (<c>example</c>, <c>.example</c>,
/// <c>*.example</c>), addresses (IPv6 also in brackets) and networks (<c>10.0.0.0/8</c>). A name or an address may have a port.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private static readonly string[] s_schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    private readonly NamedProxy? _http;
    private readonly NamedProxy? _https;
    private readonly ImmutableArray<string> _exceptions;

    private EnvironmentProxy(NamedProxy? http, NamedProxy? https, ImmutableArray<string> exceptions)
    {
        _http = http;
        _https = https;
        _exceptions = exceptions;
        Credentials = new ProxyCredentials([http?.Url, https?.Url]);
    }

    public ICredentials? Credentials { get; set; }

    /// <returns>Null if no variable names a proxy.</returns>
    public static EnvironmentProxy? From(HostFacts host)
    {
        NamedProxy? http = Read("http_proxy") ?? Read("all_proxy");
        NamedProxy? https = Read("https_proxy") ?? Read("all_proxy");
        string exceptions = host.Variable("no_proxy") ?? host.Variable("NO_PROXY") ?? "";
        return http is null && https is null
            ? null
            : new EnvironmentProxy(
                http, https, [.. exceptions.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)]);

        NamedProxy? Read(string name) =>
            (host.Variable(name) ?? host.Variable(name.ToUpperInvariant())) is { } text
            && IndexUrl.TryParse(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", out IndexUrl? url)
                ? new NamedProxy(url, $"the environment variable `{name}`")
                : null;
    }

    /// <summary>One proxy for everything: that of pip's configuration.</summary>
    public static EnvironmentProxy Always(IndexUrl proxy)
    {
        var named = new NamedProxy(proxy, "`proxy` of pip's configuration, or `PIP_PROXY`,");
        return new EnvironmentProxy(named, named, []);
    }

    /// <summary>Why the proxy of a URL can't be used, as a clause; null if it can, or there is none.</summary>
    public string? WhyUnusable(Uri destination) =>
        !IsBypassed(destination) && For(destination) is { } proxy && !s_schemes.Contains(UrlOf(proxy).Scheme)
            ? $"{proxy.Origin} names the proxy `{proxy.Url.Url.Scheme}://{proxy.Url.Url.Authority}`, and a proxy is reached by "
                + string.Join(", ", s_schemes)
            : null;

    /// <summary>What is sent to the proxy of a URL if it asks for it; null: nothing.</summary>
    public Credential? CredentialFor(Uri destination) => For(destination)?.Url.Credential;

    public Uri? GetProxy(Uri destination) => For(destination) is { } proxy ? UrlOf(proxy) : null;

    public bool IsBypassed(Uri host) => GetProxy(host) is null || _exceptions.Any(exception => Excepts(exception, host));

    private NamedProxy? For(Uri destination) => destination.Scheme == "https" ? _https : _http;

    // curl's and pip's way to say that the proxy finds the addresses, which it always does here.
    private static Uri UrlOf(NamedProxy proxy) =>
        proxy.Url.Url.Scheme == "socks5h" ? new UriBuilder(proxy.Url.Url) { Scheme = "socks5" }.Uri : proxy.Url.Url;

    private static bool Excepts(string exception, Uri url)
    {
        if (exception == "*")
            return true;
        ListedHost listed = ListedHost.Parse(exception);
        if (listed.Port is { } port && port != url.Port)
            return false;
        string host = url.IdnHost.Trim('[', ']');
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return IPAddress.TryParse(listed.Name, out IPAddress? one)
                ? one.Equals(address)
                : IPNetwork.TryParse(listed.Name, out IPNetwork network) && network.Contains(address);
        }
        string name = listed.Name.TrimStart('*').TrimStart('.');
        return host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase);
    }

    private sealed class ProxyCredentials(ImmutableArray<IndexUrl?> proxies) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) =>
            proxies.FirstOrDefault(
                proxy => proxy is { Credential: not null } && CredentialStore.SameOrigin(proxy.Url, uri)) is { Credential: { } own }
                ? new NetworkCredential(own.User.Reveal(), own.Password?.Reveal())
                : null;
    }

    /// <param name="Origin">What names it, for messages.</param>
    private sealed record NamedProxy(IndexUrl Url, string Origin);
}

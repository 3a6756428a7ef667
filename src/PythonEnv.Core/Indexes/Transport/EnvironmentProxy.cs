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
    private readonly IndexUrl? _http;
    private readonly IndexUrl? _https;
    private readonly ImmutableArray<string> _exceptions;

    private EnvironmentProxy(IndexUrl? http, IndexUrl? https, ImmutableArray<string> exceptions)
    {
        _http = http;
        _https = https;
        _exceptions = exceptions;
        Credentials = new ProxyCredentials([http, https]);
    }

    public ICredentials? Credentials { get; set; }

    /// <returns>Null if no variable names a proxy.</returns>
    public static EnvironmentProxy? From(HostFacts host)
    {
        IndexUrl? http = Read("http_proxy") ?? Read("all_proxy");
        IndexUrl? https = Read("https_proxy") ?? Read("all_proxy");
        string exceptions = host.Variable("no_proxy") ?? host.Variable("NO_PROXY") ?? "";
        return http is null && https is null
            ? null
            : new EnvironmentProxy(
                http, https, [.. exceptions.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)]);

        IndexUrl? Read(string name) =>
            (host.Variable(name) ?? host.Variable(name.ToUpperInvariant())) is { } text
            && IndexUrl.TryParse(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", out IndexUrl? url) ? url : null;
    }

    /// <summary>One proxy for everything.</summary>
    public static EnvironmentProxy Always(IndexUrl proxy) => new(proxy, proxy, []);

    /// <summary>What is sent to the proxy of a URL if it asks for it; null: nothing.</summary>
    public Credential? CredentialFor(Uri destination) => (destination.Scheme == "https" ? _https : _http)?.Credential;

    public Uri? GetProxy(Uri destination) => (destination.Scheme == "https" ? _https : _http)?.Url;

    public bool IsBypassed(Uri host) => GetProxy(host) is null || _exceptions.Any(exception => Excepts(exception, host));

    private static bool Excepts(string exception, Uri url)
    {
        if (exception == "*")
            return true;
        (string name, int? port) = TrustPolicy.Split(exception);
        if (port is not null && port != url.Port)
            return false;
        string host = url.IdnHost.Trim('[', ']');
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return IPAddress.TryParse(name, out IPAddress? one)
                ? one.Equals(address)
                : IPNetwork.TryParse(name, out IPNetwork network) && network.Contains(address);
        }
        name = name.TrimStart('*').TrimStart('.');
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
}

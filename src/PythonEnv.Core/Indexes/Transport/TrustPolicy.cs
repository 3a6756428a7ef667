using System.Collections.Immutable;
using System.Net;

namespace PythonEnv.Indexes.Transport;

/// <summary>
/// Which URLs may be asked, as pip decides: https and file anywhere, plain http only on this machine or on a trusted host
/// (<c>host</c>, <c>host:port</c>).
/// </summary>
internal sealed class TrustPolicy(ImmutableArray<string> trustedHosts)
{
    private readonly ListedHost[] _trusted = [.. trustedHosts.Select(ListedHost.Parse)];

    public bool MayAsk(Uri url) => url.Scheme switch
    {
        "https" or "file" => true,
        "http" => IsThisMachine(url) || IsTrusted(url),
        _ => false,
    };

    /// <summary>The host was named as trusted: not even its certificate is looked at.</summary>
    public bool IsTrusted(Uri url) => IsTrusted(url.IdnHost, url.Port);

    public bool IsTrusted(string host, int port) => _trusted.Any(trusted =>
        string.Equals(trusted.Name, host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) && (trusted.Port ?? port) == port);

    private static bool IsThisMachine(Uri url) =>
        string.Equals(url.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}

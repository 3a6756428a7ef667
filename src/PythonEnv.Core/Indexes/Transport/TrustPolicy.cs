using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace PythonEnv.Indexes.Transport;

/// <summary>
/// Which URLs may be asked, as pip decides: https and file anywhere, plain http only on this machine or on a trusted host
/// (<c>host</c>, <c>host:port</c>).
/// </summary>
internal sealed class TrustPolicy(ImmutableArray<string> trustedHosts)
{
    private readonly ImmutableArray<(string Host, int? Port)> _trusted = [.. trustedHosts.Select(Split)];

    public bool MayAsk(Uri url) => url.Scheme switch
    {
        "https" or "file" => true,
        "http" => IsThisMachine(url) || IsTrusted(url),
        _ => false,
    };

    /// <summary>The host was named as trusted: not even its certificate is looked at.</summary>
    public bool IsTrusted(Uri url) => IsTrusted(url.IdnHost, url.Port);

    public bool IsTrusted(string host, int port) => _trusted.Any(trusted =>
        string.Equals(trusted.Host, host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) && (trusted.Port ?? port) == port);

    private static bool IsThisMachine(Uri url) =>
        string.Equals(url.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>A host as people list it: <c>name</c>, <c>name:port</c>, <c>[::1]:port</c>; its brackets gone.</summary>
    public static (string Host, int? Port) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > text.LastIndexOf(']')
            && text.IndexOf(':', StringComparison.Ordinal) == colon | text.StartsWith('[')
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return hasPort
            ? (text[..colon].Trim('[', ']'), int.Parse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture))
            : (text.Trim('[', ']'), null);
    }
}

using System.Collections.Immutable;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>
/// What may be sent to whom. A credential belongs to one origin (scheme, host and port) and is never given to another one, so that a
/// redirect elsewhere carries nothing. Sources in order: the index URLs' user-info, <c>VSS_NUGET_EXTERNAL_FEED_ENDPOINTS</c>,
/// <c>.netrc</c>; and, once the server has refused, the <c>keyring</c> command if <c>--keyring-provider subprocess</c> is configured. An
/// entry of a netrc names a host alone: it is for https on the usual port, and for the origins that were declared.
/// </summary>
internal sealed class CredentialStore
{
    private readonly ImmutableArray<FeedCredential> _feeds;
    private readonly ImmutableArray<Uri> _declared;
    private readonly NetrcFile? _netrc;
    private readonly IKeyring? _keyring;

    private CredentialStore(ImmutableArray<FeedCredential> feeds, ImmutableArray<Uri> declared, NetrcFile? netrc, IKeyring? keyring)
    {
        _feeds = feeds;
        _declared = declared;
        _netrc = netrc;
        _keyring = keyring;
    }

    /// <summary>The places that were searched, each with what was there, for a message that says that nothing was found.</summary>
    public string Searched { get; private init; } = "";

    /// <param name="keyring">Asked only if the settings say so.</param>
    public static CredentialStore For(IndexSettings settings, HostFacts host, IKeyring? keyring = null)
    {
        IndexUrl[] declared =
        [
            .. settings.Indexes.Select(index => index.Location),
            .. settings.PackageIndexes.Select(index => index.Location),
            .. settings.FindLinks.Select(links => links.Url).OfType<IndexUrl>(),
        ];
        string? json = host.Variable(ExternalFeedEndpoints.Variable);
        (NetrcFile? netrc, string netrcPlace) = ReadNetrc(host);
        bool asksKeyring = settings.KeyringProvider == "subprocess";
        return new CredentialStore(
            [.. declared.Where(url => url.Credential is not null)
                .Select(url => new FeedCredential(url.Url, url.Credential!)), .. json is null ? [] : ExternalFeedEndpoints.Parse(json)],
            [.. declared.Select(url => url.Url)],
            netrc,
            asksKeyring ? keyring : null)
        {
            Searched = $"the index's URL (none), {netrcPlace}, {ExternalFeedEndpoints.Variable} "
                + $"({(json is null ? "not set" : "no such endpoint")}), "
                + $"keyring ({(asksKeyring ? "no such password" : "off")})",
        };
    }

    /// <summary>The store with one more credential, for a requirement whose URL carries it.</summary>
    public CredentialStore With(IndexUrl url) =>
        new(
            url.Credential is { } credential ? _feeds.Add(new FeedCredential(url.Url, credential)) : _feeds, _declared.Add(url.Url), _netrc,
            _keyring)
        {
            Searched = Searched,
        };

    /// <summary>What to send with the first request, or null.</summary>
    public Credential? Find(Uri url)
    {
        Credential? own = FindFeed(url)?.Credential;
        if (own is { Password: not null })
            return own;
        bool isOwners = url is { Scheme: "https", IsDefaultPort: true } || _declared.Any(declared => SameOrigin(declared, url));
        if (isOwners && _netrc?.Find(url.Host) is { } login)
            return login;
        // A user without a password is a token (`https://TOKEN@host/`) unless a keyring is there to complete it.
        return own is not null && _keyring is null ? new Credential(own.User.Reveal(), "", own.Source) : null;
    }

    /// <summary>What to try after the server has refused, or null.</summary>
    public async Task<Credential?> FindAfterRefusalAsync(Uri url, CancellationToken cancellation)
    {
        FeedCredential? feed = FindFeed(url);
        if (_keyring is null || feed is not { Credential: { Password: null } known })
            return null;
        string user = known.User.Reveal();
        string? password = await _keyring.GetPasswordAsync(feed.Endpoint.AbsoluteUri, user, cancellation).ConfigureAwait(false)
            ?? await _keyring.GetPasswordAsync(url.Authority, user, cancellation).ConfigureAwait(false);
        return password is null ? null : new Credential(user, password, "keyring");
    }

    private FeedCredential? FindFeed(Uri url) => _feeds
        .Where(feed => SameOrigin(feed.Endpoint, url))
        .MaxBy(feed => CommonFolders(feed.Endpoint.AbsolutePath, url.AbsolutePath));

    /// <summary>Scheme, host and port are equal.</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && one.Port == other.Port;

    private static int CommonFolders(string one, string other)
    {
        int length = 0;
        for (int i = 0; i < one.Length && i < other.Length && one[i] == other[i]; i++)
        {
            if (one[i] == '/')
                length = i + 1;
        }
        return length;
    }

    private static (NetrcFile? File, string Place) ReadNetrc(HostFacts host)
    {
        IEnumerable<string> places = host.Variable("NETRC") is { } named
            ? [named.StartsWith("~/", StringComparison.Ordinal) ? host.InHome(named[2..]) : named]
            : [host.InHome(".netrc"), host.InHome("_netrc")];
        foreach (string place in places)
        {
            if (host.Files.ReadText(place) is not { } text)
                continue;
            NetrcFile? file = NetrcFile.TryParse(text, place);
            return (file, $"{place} ({(file is null ? "not readable as a netrc" : "no entry")})");
        }
        return (null, $"{places.First()} (no such file)");
    }
}

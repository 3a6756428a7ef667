using System.Collections.Immutable;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>
/// What may be sent to whom. A credential belongs to one origin (scheme, host and port) and is never given to another one, so that a
/// redirect elsewhere carries nothing. Sources in order: the index URLs' user-info, <c>VSS_NUGET_EXTERNAL_FEED_ENDPOINTS</c>,
/// <c>.netrc</c>; and, once the server has refused, the <c>keyring</c> command if <c>--keyring-provider subprocess</c> is configured.
/// </summary>
internal sealed class CredentialStore
{
    private readonly ImmutableArray<FeedCredential> _feeds;
    private readonly NetrcFile? _netrc;
    private readonly IKeyring? _keyring;

    private CredentialStore(ImmutableArray<FeedCredential> feeds, NetrcFile? netrc, IKeyring? keyring)
    {
        _feeds = feeds;
        _netrc = netrc;
        _keyring = keyring;
    }

    /// <summary>Knows nothing.</summary>
    public static CredentialStore Empty { get; } = new([], null, null);

    /// <param name="keyring">Asked only if the settings say so.</param>
    public static CredentialStore For(IndexSettings settings, HostFacts host, IKeyring? keyring = null)
    {
        var feeds = ImmutableArray.CreateBuilder<FeedCredential>();
        foreach (ConfiguredIndex index in settings.Indexes)
            AddFrom(index.Location);
        foreach (NamedIndex index in settings.PackageIndexes)
            AddFrom(index.Location);
        foreach (ConfiguredLinks links in settings.FindLinks)
        {
            if (IndexUrl.TryParse(links.Text, out IndexUrl? url))
                AddFrom(url);
        }
        if (host.Variable(ExternalFeedEndpoints.Variable) is { } json)
            feeds.AddRange(ExternalFeedEndpoints.Parse(json));
        return new CredentialStore(feeds.ToImmutable(), ReadNetrc(host), settings.KeyringProvider == "subprocess" ? keyring : null);

        void AddFrom(IndexUrl url)
        {
            if (url.Credential is { } credential)
                feeds.Add(new FeedCredential(url.Url, credential));
        }
    }

    /// <summary>The store with one more credential, for a requirement whose URL carries it.</summary>
    public CredentialStore With(IndexUrl url) =>
        url.Credential is { } credential ? new CredentialStore(_feeds.Add(new FeedCredential(url.Url, credential)), _netrc, _keyring) : this;

    /// <summary>What to send with the first request, or null.</summary>
    public Credential? Find(Uri url)
    {
        Credential? own = FindFeed(url)?.Credential;
        if (own is { Password: not null })
            return own;
        // A netrc entry names a host; http and https of it are one owner's, and pip treats them so.
        if (_netrc?.Find(url.Host) is { } login)
            return login;
        // A user without a password is a token (`https://TOKEN@host/`) unless a keyring is there to complete it.
        return own is not null && _keyring is null ? new Credential(own.User, "") : null;
    }

    /// <summary>What to try after the server has refused, or null.</summary>
    public async Task<Credential?> FindAfterRefusalAsync(Uri url, CancellationToken cancellation)
    {
        FeedCredential? feed = FindFeed(url);
        if (_keyring is null || feed is not { Credential: { Password: null, User: var user } })
            return null;
        string? password = await _keyring.GetPasswordAsync(feed.Endpoint.AbsoluteUri, user, cancellation).ConfigureAwait(false)
            ?? await _keyring.GetPasswordAsync(url.Authority, user, cancellation).ConfigureAwait(false);
        return password is null ? null : new Credential(user, password);
    }

    private FeedCredential? FindFeed(Uri url) => _feeds
        .Where(feed => SameOrigin(feed.Endpoint, url))
        .MaxBy(feed => CommonFolders(feed.Endpoint.AbsolutePath, url.AbsolutePath));

    /// <summary>Scheme, host and port are equal.</summary>
    public static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port;

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

    private static NetrcFile? ReadNetrc(HostFacts host)
    {
        IEnumerable<string> places = host.Variable("NETRC") is { } named
            ? [named.StartsWith("~/", StringComparison.Ordinal) ? host.InHome(named[2..]) : named]
            : [host.InHome(".netrc"), host.InHome("_netrc")];
        string? text = places.Select(host.Files.ReadText).FirstOrDefault(found => found is not null);
        return text is null ? null : NetrcFile.TryParse(text);
    }
}

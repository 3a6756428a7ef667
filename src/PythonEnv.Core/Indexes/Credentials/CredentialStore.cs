using System.Collections.Immutable;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>
/// What may be sent to whom. A credential belongs to one origin (scheme, host and port) and is never given to another one, so that a
/// redirect elsewhere carries nothing. Sources in order: the index URLs' user-info, the variable of Azure Pipelines' feeds,
/// <c>.netrc</c>. Once the server has refused, programs are asked: the <c>keyring</c> command if <c>--keyring-provider subprocess</c> is
/// configured, and NuGet's credential provider. An entry of a netrc names a host alone: it is for https on the usual port, and for the
/// origins that were declared. Programs are asked for those origins alone.
/// </summary>
internal sealed class CredentialStore
{
    private readonly ImmutableArray<FeedCredential> _feeds;
    private readonly ImmutableArray<Uri> _declared;
    private readonly NetrcFile? _netrc;
    private readonly ProgramCredentials _programs;
    private readonly bool _completesUsers;
    private readonly string _searched;

    private CredentialStore(
        ImmutableArray<FeedCredential> feeds, ImmutableArray<Uri> declared, NetrcFile? netrc, ProgramCredentials programs,
        bool completesUsers, string searched)
    {
        _feeds = feeds;
        _declared = declared;
        _netrc = netrc;
        _programs = programs;
        _completesUsers = completesUsers;
        _searched = searched;
    }

    /// <param name="keyring">Asked only if the settings say so.</param>
    /// <param name="provider">That of NuGet.</param>
    /// <param name="tell">Is told which program has given a credential.</param>
    public static CredentialStore For(
        IndexSettings settings, HostFacts host, ICredentialProgram? keyring = null, ICredentialProgram? provider = null,
        Action<string>? tell = null)
    {
        IndexUrl[] declared =
        [
            .. settings.Indexes.Select(index => index.Location),
            .. settings.PackageIndexes.Select(index => index.Location),
            .. settings.FindLinks.Select(links => links.Url).OfType<IndexUrl>(),
        ];
        (string variable, string? json) = ExternalFeedEndpoints.Read(host);
        IReadOnlyList<FeedCredential>? endpoints = json is null ? [] : ExternalFeedEndpoints.Parse(json, variable);
        string searched = json is null ? "not set" : endpoints is null ? "not the JSON of endpoints" : "no such endpoint";
        (NetrcFile? netrc, string netrcPlace) = ReadNetrc(host);
        bool asksKeyring = settings.AsksKeyring && keyring is not null;
        ICredentialProgram?[] programs = [asksKeyring ? keyring : null, provider];
        return new CredentialStore(
            [
                .. declared.Where(url => url.Credential is not null).Select(url => new FeedCredential(url.Url, url.Credential!)),
                .. endpoints ?? [],
            ],
            [.. declared.Select(url => url.Url)],
            netrc,
            new ProgramCredentials([.. programs.OfType<ICredentialProgram>()], tell),
            asksKeyring,
            $"the index's URL (none), {netrcPlace}, {variable} ({searched})"
                + (asksKeyring ? "" : ", keyring (off: `PIP_KEYRING_PROVIDER` is not `subprocess`)"));
    }

    /// <summary>The store with one more credential, for a requirement whose URL carries it.</summary>
    public CredentialStore With(IndexUrl url) =>
        new(
            url.Credential is { } credential ? _feeds.Add(new FeedCredential(url.Url, credential)) : _feeds, _declared.Add(url.Url), _netrc,
            _programs, _completesUsers, _searched);

    /// <summary>The URL with what was found for it, for a program that finds nothing by itself.</summary>
    public IndexUrl Complete(IndexUrl url) => Find(url.Url) is { } found ? url with { Credential = found } : url;

    /// <summary>The places that were searched, each with what was there, for a message that says that nothing was found.</summary>
    public string Searched(Uri url) =>
        string.Join(", ", [_searched, .. Nearest(url) is { } index ? _programs.Outcomes(index) : []]);

    /// <summary>What is to be done about a refusal, if the program that was asked for a credential knows it.</summary>
    /// <param name="sent">What was refused; null if nothing was sent.</param>
    public string? Remedy(Uri url, Credential? sent) =>
        Nearest(url) is { } index && (sent is null || sent.Equals(_programs.Known(index))) ? _programs.Remedy(index) : null;

    /// <summary>What to send with the first request, or null.</summary>
    public Credential? Find(Uri url)
    {
        Credential? own = FindFeed(url)?.Credential;
        if (own is { Password: not null })
            return own;
        if (Nearest(url) is { } index && _programs.Known(index) is { } answered)
            return answered;
        bool isOwners = url is { Scheme: "https", IsDefaultPort: true } || _declared.Any(declared => SameOrigin(declared, url));
        if (isOwners && _netrc?.Find(url.Host) is { } login)
            return login;
        // A user without a password is a token (`https://TOKEN@host/`) unless a keyring is there to complete it.
        return own is not null && !_completesUsers ? new Credential(own.User.Reveal(), "", own.Source) : null;
    }

    /// <summary>What to try after the server has refused, or null.</summary>
    /// <param name="refused">What was sent; null: nothing.</param>
    public async Task<Credential?> FindAfterRefusalAsync(Uri url, Credential? refused, CancellationToken cancellation)
    {
        // What is declared whole is to be corrected where it is declared.
        return FindFeed(url)?.Credential is var own && own is { Password: not null } || Nearest(url) is not { } index
            ? null
            : await _programs.FindAsync(index, own?.User.Reveal(), refused, cancellation).ConfigureAwait(false);
    }

    private Uri? Nearest(Uri url) => _declared
        .Where(declared => SameOrigin(declared, url))
        .MaxBy(declared => CommonFolders(declared.AbsolutePath, url.AbsolutePath));

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
        string first = places.First();
        return (null, $"{first} ({(host.Files.FolderExists(first) ? "a folder" : "no such file")})");
    }
}

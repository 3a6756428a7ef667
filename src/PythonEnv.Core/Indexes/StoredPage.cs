using System.Collections.Immutable;
using System.Net.Http.Headers;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;

namespace PythonEnv.Indexes;

/// <summary>A page with what the index said of its life.</summary>
/// <param name="Url">Where it came from, after all redirects.</param>
/// <param name="Tag">Its <c>ETag</c>, as sent; null without one.</param>
/// <param name="LastModified">As sent; null without one.</param>
/// <param name="From">When it was asked for, by this machine's clock.</param>
/// <param name="Until">Up to when nobody need be asked again.</param>
/// <param name="IsPrivate">A credential was sent for it. Whether it may be seen is for the index to say each time; none of the credential
/// is kept.</param>
internal sealed record StoredPage(Uri Url, string? Tag, string? LastModified, DateTimeOffset From, DateTimeOffset Until, bool IsPrivate)
{
    // Far beyond what indexes say; a mistaken `max-age` must not hide new releases for days.
    private static readonly TimeSpan LongestFresh = TimeSpan.FromHours(1);

    public ImmutableArray<IndexFile> Files { get; init; } = [];

    /// <summary>Null for an active project.</summary>
    public ProjectStatus? Status { get; init; }

    /// <summary>The index allows to keep it.</summary>
    public bool MayBeKept { get; init; } = true;

    /// <summary>Whether it is of any use later, and holds no secret: a link may be signed, or carry a credential.</summary>
    public bool IsWorthKeeping => MayBeKept && (Tag is not null || LastModified is not null || Until > From)
        && IsOpen(Url) && Files.All(file => IsOpen(file.Url));

    public static StoredPage Of(FetchAnswer answer, DateTimeOffset now)
    {
        HttpResponseHeaders headers = answer.Response.Headers;
        return new StoredPage(
            answer.Url, First(headers, "ETag"),
            // Two users may see different pages of the same age; tags differ where pages do.
            answer.IsAuthorized ? null : First(answer.Response.Content.Headers, "Last-Modified"),
            now, now + FreshFor(answer), answer.IsAuthorized)
        {
            MayBeKept = headers.CacheControl is not { NoStore: true } && !headers.Vary.Contains("*"),
        };
    }

    /// <summary>The index says that the page is what it was (RFC 9111, 4.3.4).</summary>
    public StoredPage Confirmed(FetchAnswer answer, DateTimeOffset now) => this with
    {
        From = now,
        Until = now + FreshFor(answer),
        IsPrivate = answer.IsAuthorized,
        MayBeKept = answer.Response.Headers.CacheControl is not { NoStore: true },
    };

    /// <summary>Nobody need be asked. A clock that was set back makes no page fresh.</summary>
    public bool IsFresh(DateTimeOffset now) => From <= now && now < Until;

    private static TimeSpan FreshFor(FetchAnswer answer)
    {
        if (answer.IsAuthorized || answer.Response.Headers.CacheControl is not { NoCache: false, NoStore: false, MaxAge: { } longest })
            return TimeSpan.Zero;
        TimeSpan left = longest - (answer.Response.Headers.Age ?? TimeSpan.Zero);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left > LongestFresh ? LongestFresh : left;
    }

    /// <summary>Whether a URL holds nothing that may be a secret: no user-info, no query, no token.</summary>
    public static bool IsOpen(Uri url) => IsOpen(url.AbsoluteUri);

    private static bool IsOpen(string url) => !url.Contains('?', StringComparison.Ordinal) && Redaction.OfUrls(url) == url;

    private static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.FirstOrDefault() : null;
}

using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;

namespace PythonEnv.Packaging.Urls;

/// <summary>
/// A URL that people write (an index, a find-links page, a proxy, a requirement), its credential kept apart. So it can be shown to anyone.
/// </summary>
/// <param name="Url">Absolute, as written but for the credential.</param>
/// <param name="Credential">What stood before the <c>@</c>, or null. The name of an account that is no secret (<c>git@</c>) stays in the
/// URL.</param>
internal sealed record IndexUrl(Uri Url, Credential? Credential)
{
    private const string ThisMachine = "file://localhost/";

    /// <summary>
    /// Reads an absolute URL. The credential is cut out before any parser of URLs can respell it; it may hold an <c>@</c>, as pip has it.
    /// </summary>
    /// <param name="source">Where it is written, for messages.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IndexUrl? url, string source = "")
    {
        url = null;
        (int start, int at) = FindUserInfo(text);
        string userInfo = text[start..at];
        bool isAccount = userInfo == "git"
            || (!userInfo.Contains(':', StringComparison.Ordinal) && text.AsSpan(0, start).EndsWith("ssh://"));
        if (at > start && !isAccount)
            text = string.Concat(text.AsSpan(0, start), text.AsSpan(at + 1));
        // RFC 8089: the host of this machine is empty as well; .NET takes it for a share.
        if (text.StartsWith(ThisMachine, StringComparison.OrdinalIgnoreCase))
            text = $"file:///{text[ThisMachine.Length..]}";
        // `/srv/wheels` is an absolute URI to .NET on Unix, and a path to everybody else.
        if (!text.Contains(':', StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out Uri? parsed))
            return false;
        // `%00` is legal in a URL, and no system has a file of such a name.
        if (parsed.IsFile && parsed.LocalPath.Contains('\0', StringComparison.Ordinal))
            return false;
        url = new IndexUrl(parsed, isAccount ? null : Credential.FromUserInfo(userInfo, source));
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="UriFormatException">It is no absolute URL.</exception>
    public static IndexUrl Parse(string text) =>
        TryParse(text, out IndexUrl? url) ? url : throw new UriFormatException("the text is no absolute URL");

    public static IndexUrl From(Uri url) => TryParse(url.OriginalString, out IndexUrl? read) ? read : new IndexUrl(url, null);

    /// <summary>The URL as it may be shown: no user-info, no query, no fragment, no token in the path.</summary>
    public static string Display(Uri url) =>
        Redaction.OfUrls(
            url.IsFile ? url.LocalPath : url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    /// <summary>The whole URL as it may be kept, its secrets masked.</summary>
    public static string Keep(Uri url) => Redaction.OfUrls(url.AbsoluteUri);

    public override string ToString() => Display(Url);

    private static (int Start, int End) FindUserInfo(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return (0, 0);
        int start = scheme + 3;
        int length = text.AsSpan(start).IndexOfAny('/', '?', '#');
        int at = text.AsSpan(start, length < 0 ? text.Length - start : length).LastIndexOf('@');
        return (start, start + Math.Max(at, 0));
    }
}

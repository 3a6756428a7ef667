namespace PythonEnv.Packaging.Urls;

/// <summary>The URL of an index, a find-links page or a proxy, its credentials kept apart so that it can be shown to anyone.</summary>
/// <param name="Url">Absolute, without user-info.</param>
/// <param name="Credential">What stood before the <c>@</c>, or null.</param>
internal sealed record IndexUrl(Uri Url, Credential? Credential)
{
    /// <summary>Reads an absolute URL.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IndexUrl? url)
    {
        url = null;
        // `/srv/wheels` is an absolute URI to .NET on Unix, and a path to everybody else.
        if (!text.Contains(':', StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out Uri? parsed))
            return false;
        url = From(parsed);
        return true;
    }

    public static IndexUrl From(Uri url)
    {
        Credential? credential = Credential.FromUserInfo(url.UserInfo);
        return new IndexUrl(credential is null && url.UserInfo.Length == 0 ? url : WithoutUserInfo(url), credential);
    }

    /// <summary>The URL as it may be shown: no user-info, no query, no fragment; any of those may hold a token.</summary>
    public static string Display(Uri url) =>
        url.IsFile ? url.LocalPath : url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public override string ToString() => Display(Url);

    private static Uri WithoutUserInfo(Uri url) =>
        new(url.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped));
}

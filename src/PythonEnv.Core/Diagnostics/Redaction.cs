using System.Buffers;
using System.Text;

namespace PythonEnv.Diagnostics;

/// <summary>
/// Keeps secrets that text holds by itself out of everything that is shown or stored: the user information of URLs, the tokens in their
/// paths, and the values by which a query opens a door. What is read as a secret is a type of its own and needs none of this.
/// </summary>
internal static class Redaction
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "****";

    private const int ShortestToken = 16;

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?# \t\r\n");
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create("&#'\"");

    // The same for everybody, or what people write before a password that comes from elsewhere.
    private static readonly string[] PlainUsers = ["git", "hg", "svn", "anonymous", "oauth2accesstoken", "__token__"];

    private static readonly string[] TokenPrefixes =
    [
        "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "gldt-", "pypi-", "dckr_pat_", "AKIA"
    ];

    private static readonly string[] SecretWords =
    [
        "token", "secret", "password", "passwd", "signature", "credential", "auth", "apikey", "api_key", "api-key", "access_key",
        "accesskey"
    ];

    private static readonly string[] SecretNames =
    [
        "sig", "key", "pwd", "jwt", "hmac", "policy", "awsaccesskeyid", "googleaccessid", "key-pair-id"
    ];

    /// <summary>The text with every secret of the URLs in it masked.</summary>
    public static string OfUrls(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return text;
        var masked = new StringBuilder(text.Length);
        int copied = 0;
        foreach (Range secret in Secrets(text))
        {
            (int start, int length) = secret.GetOffsetAndLength(text.Length);
            masked.Append(text, copied, start - copied).Append(Mask);
            copied = start + length;
        }
        return masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>
    /// A text that is meant to be one place (a URL, a host, a proxy) with everything before its last <c>@</c> masked. It need not be
    /// readable as one.
    /// </summary>
    public static string OfPlace(string text)
    {
        int at = text.LastIndexOf('@');
        if (at < 0)
            return OfUrls(text);
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        string tail = OfUrls($"x://{text[(at + 1)..]}")["x://".Length..];
        return scheme >= 0 && scheme < at ? $"{text[..(scheme + 3)]}{Mask}@{tail}" : $"{Mask}@{tail}";
    }

    /// <summary>
    /// Where the text has a credential written out: a password, or a user name that looks like a token. What is only <c>${VARIABLE}</c> is
    /// none.
    /// </summary>
    public static IEnumerable<Range> WrittenCredentials(string text)
    {
        foreach ((int start, int end) in Urls(text))
        {
            int at = UserInfoEnd(text, start, end);
            ReadOnlySpan<char> user = at < 0 ? default : text.AsSpan(start, at - start);
            int colon = user.IndexOf(':');
            bool isCredential = colon < 0 ? LooksLikeToken(user) : colon + 1 < user.Length || LooksLikeToken(user[..colon]);
            if (isCredential && !IsVariable(colon < 0 ? user : user[(colon + 1)..]))
                yield return start..at;
        }
    }

    /// <summary>
    /// Whether a name or a segment of a path is more likely made by a machine, to open something, than chosen by a person.
    /// </summary>
    internal static bool LooksLikeToken(ReadOnlySpan<char> text)
    {
        if (text.Length < ShortestToken)
            return false;
        foreach (string prefix in TokenPrefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }
        int digits = 0, letters = 0;
        bool isHex = true;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
            _ = char.IsAsciiDigit(c) ? digits++ : letters++;
            isHex &= char.IsAsciiHexDigitLower(c);
        }
        // Commits, and the digests by which indexes lay out their files.
        bool isDigest = isHex && text.Length is 40 or 60 or 64;
        return digits >= 2 && letters >= 2 && !isDigest;
    }

    private static IEnumerable<Range> Secrets(string text)
    {
        foreach ((int start, int end) in Urls(text))
        {
            int at = UserInfoEnd(text, start, end);
            if (at > start && IsShownMasked(text.AsSpan(start, at - start)))
                yield return start..at;
            int path = Math.Max(at, start), stop = Math.Max(end, path);
            while (path < stop && text[path] is not ('/' or '?' or '#'))
                path++;
            foreach (Range secret in InPathAndQuery(text, path, stop))
                yield return secret;
        }
    }

    private static IEnumerable<Range> InPathAndQuery(string text, int position, int end)
    {
        while (position < end && text[position] == '/')
        {
            int start = ++position;
            while (position < end && text[position] is not ('/' or '?' or '#'))
                position++;
            if (LooksLikeToken(text.AsSpan(start, position - start)))
                yield return start..position;
        }
        while (position < end && text[position] is '?' or '&')
        {
            int start = position + 1;
            int length = text.AsSpan(start, end - start).IndexOfAny(ValueEnds);
            position = length < 0 ? end : start + length;
            int equals = text.IndexOf('=', start, position - start);
            if (equals >= 0
                && equals + 1 < position
                && (IsSecretName(text.AsSpan(start, equals - start)) || LooksLikeToken(text.AsSpan(equals + 1, position - equals - 1))))
                yield return (equals + 1)..position;
        }
    }

    /// <summary>What follows each <c>://</c>, up to a blank.</summary>
    private static IEnumerable<(int Start, int End)> Urls(string text)
    {
        for (int from = 0; ;)
        {
            int mark = text.IndexOf("://", from, StringComparison.Ordinal);
            if (mark < 0)
                yield break;
            int start = mark + 3;
            int length = text.AsSpan(start).IndexOfAny(Blanks);
            from = length < 0 ? text.Length : start + length;
            yield return (start, from);
        }
    }

    /// <summary>
    /// The <c>@</c> behind the user information; -1 without one. A password may hold what ends an authority by the book (<c>/</c>,
    /// <c>?</c>, a blank): what would be a port and is no number is taken for its beginning.
    /// </summary>
    private static int UserInfoEnd(string text, int start, int end)
    {
        int length = text.AsSpan(start, end - start).IndexOfAny(AuthorityEnds);
        int authority = length < 0 ? end : start + length;
        int at = authority == start ? -1 : text.LastIndexOf('@', authority - 1, authority - start);
        if (at >= 0)
            return at;
        int colon = text.IndexOf(':', start, authority - start);
        bool isPort = colon < 0 || text[start] == '[' || !text.AsSpan(colon + 1, authority - colon - 1).ContainsAnyExceptInRange('0', '9');
        if (isPort)
            return -1;
        at = text.LastIndexOf('@', end - 1, end - start);
        if (at >= 0)
            return at;
        int line = text.AsSpan(end).IndexOfAny('\r', '\n');
        int next = text.IndexOf("://", end, StringComparison.Ordinal);
        int limit = Math.Min(line < 0 ? text.Length : end + line, next < 0 ? text.Length : next);
        return text.IndexOf('@', end, limit - end);
    }

    private static bool IsShownMasked(ReadOnlySpan<char> userInfo)
    {
        int colon = userInfo.IndexOf(':');
        ReadOnlySpan<char> user = colon < 0 ? userInfo : userInfo[..colon];
        if (colon >= 0 && colon + 1 < userInfo.Length)
            return true;
        foreach (string plain in PlainUsers)
        {
            if (user.SequenceEqual(plain))
                return false;
        }
        return !user.IsEmpty;
    }

    private static bool IsSecretName(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[Math.Min(name.Length, 64)];
        name[..lower.Length].ToLowerInvariant(lower);
        foreach (string word in SecretWords)
        {
            if (lower.IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }
        foreach (string secret in SecretNames)
        {
            if (lower.SequenceEqual(secret))
                return true;
        }
        return lower.StartsWith("x-amz-") || lower.StartsWith("x-goog-") || lower.StartsWith("x-ms-");
    }

    private static bool IsVariable(ReadOnlySpan<char> text) =>
        text.StartsWith("${") && text.IndexOf('}') == text.Length - 1;
}

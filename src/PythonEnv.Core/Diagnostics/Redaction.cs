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
    private const int DeepestEncoding = 4;

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?#` \t\r\n");
    private static readonly SearchValues<char> UrlEnds = SearchValues.Create("` \t\r\n");
    private static readonly SearchValues<char> WordBegins = SearchValues.Create("`'\" \t\r\n");
    private static readonly SearchValues<char> SegmentBegins = SearchValues.Create("/\\@`'\" \t\r\n");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create("&#'\"");
    private static readonly SearchValues<char> PairEnds = SearchValues.Create("~;,|");

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
        "sig", "key", "pwd", "pass", "pat", "jwt", "hmac", "hdnts", "hdnea", "policy", "awsaccesskeyid", "googleaccessid", "key-pair-id"
    ];

    /// <summary>The text with every secret of the URLs in it masked, and of the URLs in those URLs, percent-encoded ones too.</summary>
    public static string OfUrls(string text) => OfPaths(MayHoldUrl(text) ? Masked(text, InAllViews(text, Secrets)) : text);

    /// <summary>
    /// The text with the passwords of its URLs masked, and no more: for what people's own programs say, whose words are theirs.
    /// </summary>
    public static string OfCredentials(string text) => Masked(text, WrittenCredentials(text));

    /// <summary>
    /// The text with the credentials of its paths masked: <c>//user:password@host</c>, a URL without a scheme, and what is left of it
    /// where it was taken for a path, <c>/user:password@host</c>. URLs stay as they are but for those of paths, <c>file:///…</c>.
    /// </summary>
    public static string OfPaths(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? Masked(text, SecretsWithoutScheme(text)) : text;

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
    public static IEnumerable<TextPart> WrittenCredentials(string text) => MayHoldUrl(text) ? InAllViews(text, Credentials) : [];

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

    private static bool MayHoldUrl(string text) =>
        text.Contains("://", StringComparison.Ordinal) || text.Contains('%', StringComparison.Ordinal);

    // What is percent-encoded in a URL may be another one. Both readings count, since a password may be encoded as well.
    private static List<TextPart> InAllViews(string text, Func<string, IEnumerable<TextPart>> find)
    {
        List<TextPart> found = [.. find(text)];
        DecodedText? view = DecodedText.Of(text);
        for (int depth = 0; view is not null && depth < DeepestEncoding; depth++, view = view.Decode())
        {
            DecodedText decoded = view;
            found.AddRange(find(decoded.Text).Select(part => new TextPart(decoded.Origin(part.Start), decoded.Origin(part.End))));
        }
        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var joined = new List<TextPart>(found.Count);
        int start = 0, end = -1;
        foreach ((int from, int to) in found)
        {
            if (from >= end)
            {
                if (end >= 0)
                    joined.Add(new TextPart(start, end));
                start = from;
            }
            end = Math.Max(end, to);
        }
        if (end >= 0)
            joined.Add(new TextPart(start, end));
        return joined;
    }

    private static IEnumerable<TextPart> Credentials(string text)
    {
        foreach (UrlText url in Urls(text))
        {
            int at = UserInfoEnd(text, url);
            ReadOnlySpan<char> user = at < 0 ? default : text.AsSpan(url.Start, at - url.Start);
            int colon = user.IndexOf(':');
            bool isCredential = colon < 0 ? LooksLikeToken(user) : colon + 1 < user.Length || LooksLikeToken(user[..colon]);
            if (isCredential && !IsVariable(colon < 0 ? user : user[(colon + 1)..]))
                yield return new TextPart(url.Start, at);
        }
    }

    private static IEnumerable<TextPart> Secrets(string text)
    {
        int done = 0;
        foreach (UrlText url in Urls(text))
        {
            if (url.Start < done)
                continue;
            int at = UserInfoEnd(text, url);
            if (at > url.Start && IsShownMasked(text.AsSpan(url.Start, at - url.Start)))
                yield return new TextPart(url.Start, at);
            int path = Math.Max(at, url.Start), end = Math.Max(url.End, path);
            while (path < end && text[path] is not ('/' or '?' or '#'))
                path++;
            int next = text.IndexOf("://", path, end - path, StringComparison.Ordinal);
            foreach ((int start, int stop) in InPathAndQuery(text, path, next < 0 ? end : next, end))
            {
                yield return new TextPart(start, stop);
                done = stop;
            }
            done = Math.Max(done, path);
        }
    }

    private static string Masked(string text, IEnumerable<TextPart> secrets)
    {
        var masked = new StringBuilder(text.Length);
        int copied = 0;
        foreach ((int start, int end) in secrets)
        {
            masked.Append(text, copied, start - copied).Append(Mask);
            copied = end;
        }
        return masked.Append(text, copied, text.Length - copied).ToString();
    }

    // `tests/test_a.py::test_b[c@d]` is the name of a test.
    private static IEnumerable<TextPart> SecretsWithoutScheme(string text)
    {
        for (int at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            int word = text.AsSpan(0, at).LastIndexOfAny(WordBegins) + 1;
            if (IsInUrl(text, word, at))
                continue;
            int start = CredentialBegin(text, word, at);
            int colon = start < 0 ? -1 : text.IndexOf(':', start, at - start);
            if (colon > start && colon + 1 < at && text[colon + 1] != ':')
                yield return new TextPart(start, at);
        }
    }

    // Behind `//`, where a password may have a `/`; behind any other `/`; behind a scheme that lacks it. Windows writes `\`.
    private static int CredentialBegin(string text, int word, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(word, at - word);
        if ((before.StartsWith("//") || before.StartsWith(@"\\")) && BeginsWithPassword(before[2..]))
            return word + 2;
        int segment = text.AsSpan(0, at).LastIndexOfAny(SegmentBegins) + 1;
        if (segment > 0 && text[segment - 1] is '/' or '\\')
            return segment;
        foreach (string scheme in (ReadOnlySpan<string>)["https:", "http:"])
        {
            if (text.AsSpan(segment, at - segment).StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return segment + scheme.Length;
        }
        return -1;
    }

    // Digits are the port of a host.
    private static bool BeginsWithPassword(ReadOnlySpan<char> userInfo)
    {
        int colon = userInfo.IndexOfAny(':', '/', '\\');
        if (colon < 1 || userInfo[colon] != ':')
            return false;
        ReadOnlySpan<char> rest = userInfo[(colon + 1)..];
        int end = rest.IndexOfAny('/', '\\');
        return (end < 0 ? rest : rest[..end]).ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsInUrl(string text, int word, int at)
    {
        int scheme = text.LastIndexOf("://", at, at - word, StringComparison.Ordinal);
        return scheme >= 0 && !text.AsSpan(word, scheme - word).EndsWith("file", StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="position">Where the path begins.</param>
    /// <param name="stop">Where it ends, or another URL stands in it.</param>
    /// <param name="end">Where the other one ends as well: a value whose name makes it a secret is one up to there.</param>
    private static IEnumerable<TextPart> InPathAndQuery(string text, int position, int stop, int end)
    {
        while (position < stop && text[position] is '/' or ';')
        {
            int start = ++position;
            while (position < stop && text[position] is not ('/' or ';' or '?' or '#'))
                position++;
            if (SecretIn(text.AsSpan(start, position - start)) is int secret)
                yield return new TextPart(start + secret, position);
        }
        bool isFragment = false;
        while (position < stop && text[position] is '?' or '&' or '#')
        {
            isFragment |= text[position] == '#';
            int start = position + 1;
            position = EndOfValue(text, start, stop);
            int equals = text.IndexOf('=', start, position - start);
            if (equals < 0)
                continue;
            if (IsSecretName(text.AsSpan(start, equals - start)))
                position = EndOfValue(text, start, end);
            // The digest of a fragment has no form that a token could not have.
            else if (isFragment || SecretIn(text.AsSpan(start, position - start)) is null)
                continue;
            if (equals + 1 < position)
                yield return new TextPart(equals + 1, position);
        }
    }

    private static int EndOfValue(string text, int start, int end) =>
        text.AsSpan(start, end - start).IndexOfAny(ValueEnds) is >= 0 and var length ? start + length : end;

    /// <summary>Where the secret of a segment, a parameter of a path or a query's pair begins; it goes on to the end.</summary>
    private static int? SecretIn(ReadOnlySpan<char> part)
    {
        int equals = part.IndexOf('=');
        if (equals < 0)
            return LooksLikeToken(part) ? 0 : null;
        ReadOnlySpan<char> value = part[(equals + 1)..];
        return !value.IsEmpty && (IsSecretName(part[..equals]) || LooksLikeToken(value) || HoldsSecretPair(value)) ? equals + 1 : null;
    }

    // `exp=1700000000~acl=/*~hmac=…`
    private static bool HoldsSecretPair(ReadOnlySpan<char> value)
    {
        foreach (Range piece in value.SplitAny(PairEnds))
        {
            ReadOnlySpan<char> pair = value[piece];
            int equals = pair.IndexOf('=');
            if (equals > 0 && equals + 1 < pair.Length && IsSecretName(pair[..equals]))
                return true;
        }
        return false;
    }

    /// <summary>What follows each <c>://</c>, up to a blank: another URL may follow in it.</summary>
    private static IEnumerable<UrlText> Urls(string text)
    {
        int end = -1, lastAt = -1;
        for (int start = 0; (start = text.IndexOf("://", start, StringComparison.Ordinal)) >= 0;)
        {
            start += 3;
            if (start > end)
            {
                int length = text.AsSpan(start).IndexOfAny(UrlEnds);
                end = length < 0 ? text.Length : start + length;
                lastAt = end == start ? -1 : text.LastIndexOf('@', end - 1, end - start);
            }
            yield return new UrlText(start, end, lastAt);
        }
    }

    /// <summary>
    /// The <c>@</c> behind the user information; -1 without one. A password may hold what ends an authority by the book (<c>/</c>,
    /// <c>?</c>, a blank): what would be a port and is no number is taken for its beginning.
    /// </summary>
    private static int UserInfoEnd(string text, UrlText url)
    {
        (int start, int end, int lastAt) = url;
        int length = text.AsSpan(start, end - start).IndexOfAny(AuthorityEnds);
        int authority = length < 0 ? end : start + length;
        int at = authority == start ? -1 : text.LastIndexOf('@', authority - 1, authority - start);
        if (at >= 0)
            return at;
        int colon = text.IndexOf(':', start, authority - start);
        bool isPort = colon < 0 || text[start] == '[' || !text.AsSpan(colon + 1, authority - colon - 1).ContainsAnyExceptInRange('0', '9');
        if (isPort)
            return -1;
        if (lastAt >= start)
            return lastAt;
        // The text behind the blank can only go on with the last URL before it.
        int next = text.IndexOf("://", start, StringComparison.Ordinal);
        if (next >= 0 && next < end)
            return -1;
        int line = text.AsSpan(end).IndexOfAny('\r', '\n');
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

    /// <param name="Start">Behind the <c>://</c>.</param>
    /// <param name="End">Where the word ends.</param>
    /// <param name="LastAt">The last <c>@</c> of the word; -1 without one.</param>
    private readonly record struct UrlText(int Start, int End, int LastAt);
}

/// <summary>Where a text has something, from its first character up to the one behind its last.</summary>
internal readonly record struct TextPart(int Start, int End);

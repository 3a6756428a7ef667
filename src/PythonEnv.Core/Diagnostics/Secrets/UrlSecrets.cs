using System.Buffers;

namespace PythonEnv.Diagnostics.Secrets;

/// <summary>Finds the secrets of the URLs in a text.</summary>
internal static class UrlSecrets
{
    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?#` \t\r\n");
    private static readonly SearchValues<char> UrlEnds = SearchValues.Create("` \t\r\n");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create("&#'\"");

    /// <summary>Passwords, and users that look like a token, with their users; not what is only <c>${VARIABLE}</c>.</summary>
    public static IEnumerable<TextPart> Credentials(string text)
    {
        foreach (UrlText url in Urls(text))
        {
            int at = UserInfoEnd(text, url);
            ReadOnlySpan<char> user = at < 0 ? default : text.AsSpan(url.Start, at - url.Start);
            int colon = user.IndexOf(':');
            bool hasPassword = colon >= 0 && colon + 1 < user.Length;
            bool isCredential = hasPassword || SecretWords.LooksLikeToken(colon < 0 ? user : user[..colon]);
            if (isCredential && !IsVariable(colon < 0 ? user : user[(colon + 1)..]))
                yield return new TextPart(url.Start, at);
        }
    }

    /// <summary>All that is masked: user information, tokens in paths, secret values of queries.</summary>
    public static IEnumerable<TextPart> Secrets(string text)
    {
        int done = 0;
        foreach (UrlText url in Urls(text))
        {
            if (url.Start < done)
                continue;
            int at = UserInfoEnd(text, url);
            if (at > url.Start && SecretWords.IsShownMasked(text.AsSpan(url.Start, at - url.Start)))
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
            if (SecretWords.SecretIn(text.AsSpan(start, position - start)) is int secret)
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
            if (SecretWords.IsSecretName(text.AsSpan(start, equals - start)))
                position = EndOfValue(text, start, end);
            // The digest of a fragment has no form that a token could not have.
            else if (isFragment || SecretWords.SecretIn(text.AsSpan(start, position - start)) is null)
                continue;
            if (equals + 1 < position)
                yield return new TextPart(equals + 1, position);
        }
    }

    private static int EndOfValue(string text, int start, int end) =>
        text.AsSpan(start, end - start).IndexOfAny(ValueEnds) is >= 0 and var length ? start + length : end;

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

    private static bool IsVariable(ReadOnlySpan<char> text) =>
        text.StartsWith("${") && text.IndexOf('}') == text.Length - 1;

    /// <param name="Start">Behind the <c>://</c>.</param>
    /// <param name="End">Where the word ends.</param>
    /// <param name="LastAt">The last <c>@</c> of the word; -1 without one.</param>
    private readonly record struct UrlText(int Start, int End, int LastAt);
}

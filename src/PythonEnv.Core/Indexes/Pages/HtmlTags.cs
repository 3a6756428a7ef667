namespace PythonEnv.Indexes.Pages;

/// <summary>A start tag: its name and attributes in lower case; an attribute without <c>=</c> has no value.</summary>
internal sealed record HtmlTag(string Name, IReadOnlyList<(string Name, string? Value)> Attributes)
{
    /// <summary>The last attribute of that name, which is the one that counts in pip.</summary>
    public string? this[string name] => Attributes.LastOrDefault(attribute => attribute.Name == name).Value;
}

/// <summary>
/// The start tags of a page, found as Python's tolerant <c>html.parser</c> finds them, because that is what decides which links pip sees.
/// Comments, declarations and the contents of <c>script</c> and <c>style</c> hold none; markup that is never closed ends the page.
/// </summary>
internal static class HtmlTags
{
    public static IEnumerable<HtmlTag> StartTags(string html)
    {
        int at = 0;
        while ((at = html.IndexOf('<', at)) >= 0 && at + 1 < html.Length)
        {
            if (char.IsAsciiLetter(html[at + 1]))
            {
                at = ReadStartTag(html, at, out HtmlTag? tag);
                if (at < 0)
                    yield break;
                if (tag is null)
                    continue;
                yield return tag;
                if (tag.Name is "script" or "style" && html[at - 2] != '/')
                    at = EndOfRawText(html, at, tag.Name);
            }
            else
            {
                at = html[at + 1] is '/' or '?' or '!' ? EndOfMarkup(html, at) : at + 1;
            }
            if (at < 0)
                yield break;
        }
    }

    /// <summary>From a <c>&lt;</c> to behind its <c>&gt;</c>; -1 if it is never closed. What is no tag after all gives none.</summary>
    private static int ReadStartTag(string html, int start, out HtmlTag? tag)
    {
        tag = null;
        int at = start + 1;
        while (at < html.Length && html[at] is not ('\t' or '\n' or '\r' or '\f' or ' ' or '/' or '>' or '\0'))
            at++;
        string name = html[(start + 1)..at].ToLowerInvariant();
        var attributes = new List<(string, string?)>();
        while (true)
        {
            at = SkipBlanksAndSlashes(html, at);
            if (at == html.Length)
                return -1;
            if (html[at] == '>' || html.AsSpan(at).StartsWith("/>", StringComparison.Ordinal))
                break;
            if (!IsBlank(html[at - 1]) && html[at - 1] is not ('/' or '"' or '\''))
                return char.IsAsciiLetter(html[at]) || html[at] == '=' ? -1 : at;
            attributes.Add(ReadAttribute(html, ref at));
        }
        tag = new HtmlTag(name, attributes);
        return html.IndexOf('>', at) + 1;
    }

    private static (string Name, string? Value) ReadAttribute(string html, ref int at)
    {
        int start = at++;
        while (at < html.Length && !IsBlank(html[at]) && html[at] is not ('/' or '=' or '>'))
            at++;
        string name = html[start..at].ToLowerInvariant();
        int value = SkipBlanks(html, at);
        if (value == html.Length || html[value] != '=')
            return (name, null);
        while (value < html.Length && html[value] == '=')
            value++;
        value = SkipBlanks(html, value);
        if (value == html.Length)
            return (name, null);

        int end;
        if (html[value] is '"' or '\'')
        {
            end = html.IndexOf(html[value], value + 1);
            if (end < 0)
                return (name, null);
            at = end + 1;
            return (name, HtmlText.Unescape(html[(value + 1)..end]));
        }
        for (end = value; end < html.Length && !IsBlank(html[end]) && html[end] != '>';)
            end++;
        at = end;
        return (name, HtmlText.Unescape(html[value..end]));
    }

    private static int EndOfMarkup(string html, int start)
    {
        if (html.AsSpan(start).StartsWith("<!--", StringComparison.Ordinal))
            return EndOfComment(html, start + 4);
        string closing = html.AsSpan(start).StartsWith("<![", StringComparison.Ordinal) ? "]>" : ">";
        int end = html.IndexOf(closing, start + 2, StringComparison.Ordinal);
        return end < 0 ? -1 : end + closing.Length;
    }

    private static int EndOfComment(string html, int at)
    {
        while ((at = html.IndexOf("--", at, StringComparison.Ordinal)) >= 0)
        {
            int end = SkipBlanks(html, at + 2);
            if (end < html.Length && html[end] == '>')
                return end + 1;
            at++;
        }
        return -1;
    }

    private static int EndOfRawText(string html, int at, string name)
    {
        while ((at = html.IndexOf("</", at, StringComparison.Ordinal)) >= 0)
        {
            int inner = SkipBlanks(html, at + 2);
            if (html.AsSpan(inner).StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                int end = SkipBlanks(html, inner + name.Length);
                if (end < html.Length && html[end] == '>')
                    return end + 1;
            }
            at += 2;
        }
        return -1;
    }

    private static int SkipBlanksAndSlashes(string html, int at)
    {
        while (at < html.Length && (IsBlank(html[at]) || (html[at] == '/' && (at + 1 == html.Length || html[at + 1] != '>'))))
            at++;
        return at;
    }

    private static int SkipBlanks(string html, int at)
    {
        while (at < html.Length && IsBlank(html[at]))
            at++;
        return at;
    }

    /// <summary>What Python's <c>\s</c> matches.</summary>
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';
}

using System.Buffers;

namespace PythonEnv.Diagnostics.Secrets;

/// <summary>Finds the credentials of a URL that has no scheme, or that was taken for a path.</summary>
internal static class PathSecrets
{
    private static readonly SearchValues<char> WordBegins = SearchValues.Create("`'\" \t\r\n");
    private static readonly SearchValues<char> SegmentBegins = SearchValues.Create("/\\@`'\" \t\r\n");

    /// <summary>Users with their passwords, in order.</summary>
    // `tests/test_a.py::test_b[c@d]` is the name of a test.
    public static IEnumerable<TextPart> Credentials(string text)
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
}

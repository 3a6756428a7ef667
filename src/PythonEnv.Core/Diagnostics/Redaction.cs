using System.Buffers;
using System.Text;

namespace PythonEnv.Diagnostics;

/// <summary>Keeps <c>user:secret@</c> out of everything that is shown or stored.</summary>
internal static class Redaction
{
    /// <summary>What stands in the place of a credential.</summary>
    public const string Mask = "****";

    // User names alone are kept (`git@`, `oauth2accesstoken@`); what is as long as a token is taken for one.
    private const int LongestUserName = 20;

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create(" \t/?#'\"\r\n");

    /// <summary>The text with the user information of every URL in it masked.</summary>
    public static string OfUrls(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            return text;
        var masked = new StringBuilder(text.Length);
        int copied = 0;
        foreach (Range userInfo in UserInfos(text))
        {
            (int start, int length) = userInfo.GetOffsetAndLength(text.Length);
            if (!IsCredential(text.AsSpan(start, length)))
                continue;
            masked.Append(text, copied, start - copied).Append(Mask);
            copied = start + length;
        }
        return masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>
    /// A text that is meant to be one place (a URL, a host, a proxy) with everything before its last <c>@</c> masked, whether or not it can be read as
    /// one.
    /// </summary>
    public static string OfPlace(string text)
    {
        int at = text.LastIndexOf('@');
        if (at < 0)
            return text;
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme >= 0 && scheme < at ? $"{text[..(scheme + 3)]}{Mask}{text[at..]}" : Mask + text[at..];
    }

    /// <summary>
    /// Where the text has a credential written out: a password, or a user name as long as a token. What is only <c>${VARIABLE}</c> is none.
    /// </summary>
    public static IEnumerable<Range> WrittenCredentials(string text)
    {
        foreach (Range userInfo in UserInfos(text))
        {
            (int start, int length) = userInfo.GetOffsetAndLength(text.Length);
            ReadOnlySpan<char> user = text.AsSpan(start, length);
            int colon = user.IndexOf(':');
            if (IsCredential(user) && !IsVariable(colon < 0 ? user : user[(colon + 1)..]))
                yield return userInfo;
        }
    }

    private static bool IsCredential(ReadOnlySpan<char> userInfo)
    {
        int colon = userInfo.IndexOf(':');
        return colon < 0 ? userInfo.Length >= LongestUserName || userInfo.StartsWith("${") : colon + 1 < userInfo.Length || colon >= LongestUserName;
    }

    private static bool IsVariable(ReadOnlySpan<char> text) =>
        text.StartsWith("${") && text.IndexOf('}') == text.Length - 1;

    private static IEnumerable<Range> UserInfos(string text)
    {
        for (int from = 0; ;)
        {
            int mark = text.IndexOf("://", from, StringComparison.Ordinal);
            if (mark < 0)
                yield break;
            int start = mark + 3;
            int length = text.AsSpan(start).IndexOfAny(AuthorityEnds);
            int end = length < 0 ? text.Length : start + length;
            int at = text.LastIndexOf('@', end - 1, end - start);
            if (at > start)
                yield return start..at;
            from = end;
        }
    }
}

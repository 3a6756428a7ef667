using System.Text;
using PythonEnv.Diagnostics.Secrets;

namespace PythonEnv.Diagnostics;

/// <summary>
/// Keeps secrets that text holds by itself out of everything that is shown or stored: the user information of URLs, the tokens in their
/// paths, and the values by which a query opens a door. What is read as a secret is a type of its own and needs none of this.
/// </summary>
internal static class Redaction
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "****";

    private const int DeepestEncoding = 4;

    /// <summary>The text with every secret of the URLs in it masked, and of the URLs in those URLs, percent-encoded ones too.</summary>
    public static string OfUrls(string text) => OfPaths(MayHoldUrl(text) ? Masked(text, InAllViews(text, UrlSecrets.Secrets)) : text);

    /// <summary>
    /// The text with the passwords of its URLs masked, and no more: for what people's own programs say, whose words are theirs.
    /// </summary>
    public static string OfCredentials(string text) => Masked(text, WrittenCredentials(text));

    /// <summary>
    /// The text with the credentials of its paths masked: <c>//user:password@host</c>, a URL without a scheme, and what is left of it
    /// where it was taken for a path, <c>/user:password@host</c>. URLs stay as they are but for those of paths, <c>file:///…</c>.
    /// </summary>
    public static string OfPaths(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? Masked(text, Joined([.. PathSecrets.Credentials(text)])) : text;

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
    public static IEnumerable<TextPart> WrittenCredentials(string text) => MayHoldUrl(text) ? InAllViews(text, UrlSecrets.Credentials) : [];

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
        return Joined(found);
    }

    // Two readings of a text may find the same secret, and which `@` ends a password without a scheme is not known.
    private static List<TextPart> Joined(List<TextPart> found)
    {
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

    private static string Masked(string text, IEnumerable<TextPart> secrets)
    {
        StringBuilder? masked = null;
        int copied = 0;
        foreach ((int start, int end) in secrets)
        {
            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, start - copied).Append(Mask);
            copied = end;
        }
        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }
}

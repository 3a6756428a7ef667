using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PythonEnv.Packaging.Urls;

/// <summary>
/// A URL split as Python's <c>urllib.parse.urlsplit</c> does it, which takes nearly any text:
/// <c>[scheme:][//netloc]path[?query][#fragment]</c>. Control characters around it, tabs and line ends in it go away.
/// </summary>
internal readonly record struct UrlParts(string Scheme, string Netloc, string Path, string Query, string Fragment)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Delimiters = SearchValues.Create("/?#@:");

    /// <summary>The scheme in lower case; empty if the text has none.</summary>
    public static string SchemeOf(string text)
    {
        ReadOnlySpan<char> rest = Clean(text);
        int colon = rest.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(rest[0]))
            return "";
        foreach (char c in rest[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return "";
        }
        return rest[..colon].ToString().ToLowerInvariant();
    }

    public static bool TrySplit(string url, [NotNullWhen(true)] out UrlParts? parts)
    {
        parts = null;
        string scheme = SchemeOf(url);
        ReadOnlySpan<char> rest = Clean(url);
        if (scheme.Length > 0)
            rest = rest[(scheme.Length + 1)..];
        ReadOnlySpan<char> netloc = default;
        if (rest.StartsWith("//"))
        {
            int length = rest[2..].IndexOfAny('/', '?', '#');
            netloc = length < 0 ? rest[2..] : rest.Slice(2, length);
            rest = length < 0 ? default : rest[(2 + length)..];
            if (!IsNetloc(netloc))
                return false;
        }
        ReadOnlySpan<char> fragment = CutAt(ref rest, '#');
        ReadOnlySpan<char> query = CutAt(ref rest, '?');
        parts = new UrlParts(scheme, netloc.ToString(), rest.ToString(), query.ToString(), fragment.ToString());
        return true;
    }

    /// <summary>The host and port, without user information.</summary>
    public string Host => Netloc[(Netloc.LastIndexOf('@') + 1)..];

    /// <summary>Whether the text can stand between <c>https://</c> and the path; a bare IPv6 address may do without brackets.</summary>
    public static bool IsHostAndPort(string text)
    {
        if (text.AsSpan().Count(':') >= 2 && !text.Contains('@') && !text.Contains('['))
            text = $"[{text}]";
        if (!TrySplit($"https://{text}", out UrlParts? split))
            return false;
        string host = split.Value.Host;
        int colon = host.LastIndexOf(':');
        if (colon < 0 || host.EndsWith(']'))
            return host.Length > 0;
        string port = host[(colon + 1)..];
        return colon > 0 && (port.Length == 0 || ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>Percent escapes taken away, their bytes read as UTF-8.</summary>
    public static string Unquote(string text)
    {
        if (!text.Contains('%'))
            return text;
        var result = new StringBuilder(text.Length);
        var bytes = new List<byte>();
        for (int at = 0; at <= text.Length; at++)
        {
            bool isEscape = at + 2 < text.Length && text[at] == '%' && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);
            if (isEscape)
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(at + 1, 2))[0]);
                at += 2;
                continue;
            }
            result.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
            if (at < text.Length)
                result.Append(text[at]);
        }
        return result.ToString();
    }

    /// <summary>As <c>urllib.parse.quote</c>: everything but ASCII letters, digits and <c>_.-~/</c> is escaped.</summary>
    public static string Quote(string path)
    {
        var result = new StringBuilder(path.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || (char)b is '_' or '.' or '-' or '~' or '/')
                result.Append((char)b);
            else
                result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return result.ToString();
    }

    private static ReadOnlySpan<char> CutAt(ref ReadOnlySpan<char> rest, char mark)
    {
        int at = rest.IndexOf(mark);
        if (at < 0)
            return default;
        ReadOnlySpan<char> cut = rest[(at + 1)..];
        rest = rest[..at];
        return cut;
    }

    private static ReadOnlySpan<char> Clean(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0 && rest[0] <= ' ')
            rest = rest[1..];
        return rest.IndexOfAny('\t', '\r', '\n') < 0
            ? rest
            : rest.ToString().Replace("\t", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
    }

    /// <summary>Brackets hold an IPv6 address and nothing else; no character may turn into a delimiter when it is normalised.</summary>
    private static bool IsNetloc(ReadOnlySpan<char> netloc)
    {
        bool opens = netloc.Contains('['), closes = netloc.Contains(']');
        if (opens != closes || (opens && !IsBracketed(netloc[(netloc.LastIndexOf('@') + 1)..])))
            return false;
        if (Ascii.IsValid(netloc))
            return true;
        string plain = string.Concat(netloc.ToString().Split('@', ':', '#', '?'));
        try
        {
            string normalized = plain.Normalize(NormalizationForm.FormKC);
            return normalized == plain || normalized.AsSpan().IndexOfAny(Delimiters) < 0;
        }
        catch (ArgumentException)
        {
            // A lone surrogate has no normal form; Python leaves it alone.
            return true;
        }
    }

    private static bool IsBracketed(ReadOnlySpan<char> host)
    {
        int close = host.IndexOf(']');
        if (!host.StartsWith("[") || close < 0 || (close + 1 < host.Length && host[close + 1] != ':'))
            return false;
        ReadOnlySpan<char> address = host[1..close];
        if (address.StartsWith("v"))
        {
            int dot = address.IndexOf('.');
            return dot > 1 && dot + 1 < address.Length && !address[1..dot].ContainsAnyExcept(HexDigits);
        }
        return IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6;
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PythonEnv.Packaging.Urls;

/// <summary>
/// The five parts of a URL or of a relative reference (RFC 3986, section 3). They are split and joined as Python's <c>urllib.parse</c> does
/// it, which takes nearly any text: <c>[scheme:][//authority]path[?query][#fragment]</c>. The spelling that comes out is what users see,
/// cache keys are made of, and <c>direct_url.json</c> records; <see cref="Uri"/> would normalise it.
/// </summary>
/// <param name="Scheme">Lower case; empty in a relative reference.</param>
/// <param name="Authority">With user, password and port, without <c>//</c>.</param>
/// <param name="Query">Without <c>?</c>.</param>
/// <param name="Fragment">Without <c>#</c>.</param>
internal readonly record struct UrlParts(string Scheme, string Authority, string Path, string Query, string Fragment)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Delimiters = SearchValues.Create("/?#@:");

    /// <summary>The host and port, without user information.</summary>
    public string Host => Authority[(Authority.LastIndexOf('@') + 1)..];

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

    /// <summary>Never fails: whatever has no other place is the path. Leading blanks and all tabs and line ends are dropped.</summary>
    public static UrlParts Split(string url)
    {
        string scheme = SchemeOf(url);
        ReadOnlySpan<char> rest = Clean(url);
        if (scheme.Length > 0)
            rest = rest[(scheme.Length + 1)..];
        ReadOnlySpan<char> authority = default;
        if (rest.StartsWith("//"))
        {
            int length = rest[2..].IndexOfAny('/', '?', '#');
            authority = length < 0 ? rest[2..] : rest.Slice(2, length);
            rest = length < 0 ? default : rest[(2 + length)..];
        }
        ReadOnlySpan<char> fragment = CutAt(ref rest, '#');
        ReadOnlySpan<char> query = CutAt(ref rest, '?');
        return new UrlParts(scheme, authority.ToString(), rest.ToString(), query.ToString(), fragment.ToString());
    }

    /// <summary>The same, where <c>urlsplit</c> does not refuse the authority.</summary>
    public static bool TrySplit(string url, [NotNullWhen(true)] out UrlParts? parts)
    {
        UrlParts split = Split(url);
        parts = IsAuthority(split.Authority) ? split : null;
        return parts is not null;
    }

    /// <summary>What a reference found at a base means (RFC 3986, section 5.2).</summary>
    public static string Join(string baseUrl, string reference)
    {
        UrlParts origin = Split(baseUrl), target = Split(reference);
        if (target.Scheme.Length > 0 && target.Scheme != origin.Scheme)
            return reference;
        if (target.Authority.Length > 0)
            return (target with { Scheme = origin.Scheme }).ToString();
        if (target.Path.Length == 0)
            return (origin with { Query = target.Query.Length > 0 ? target.Query : origin.Query, Fragment = target.Fragment }).ToString();
        return (origin with { Path = Resolve(origin.Path, target.Path), Query = target.Query, Fragment = target.Fragment }).ToString();
    }

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

    /// <summary>Percent escapes taken away, their bytes read as UTF-8; what is not UTF-8 becomes U+FFFD, what is no escape stays.</summary>
    public static string Unquote(string text)
    {
        if (!text.Contains('%'))
            return text;
        var result = new StringBuilder(text.Length);
        var bytes = new List<byte>();
        for (int at = 0; at <= text.Length; at++)
        {
            bool isEscape = at + 2 < text.Length
                && text[at] == '%'
                && char.IsAsciiHexDigit(text[at + 1])
                && char.IsAsciiHexDigit(text[at + 2]);
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

    /// <summary>
    /// The same URL with its path percent-encoded once, whatever was encoded before. <c>@</c>, <c>%2F</c> and the <c>;parameters</c> of the
    /// last segment stay as they are.
    /// </summary>
    /// <param name="hasDrives">On Windows the drive of a <c>file:</c> URL stays as well.</param>
    public UrlParts Quoted(bool hasDrives)
    {
        int parameters = Scheme is not ("http" or "https" or "") ? -1 : Path.IndexOf(';', Path.LastIndexOf('/') + 1);
        string path = parameters < 0 ? Path : Path[..parameters];
        int start = hasDrives && Scheme == "file" ? DriveLength(path) : 0;
        var quoted = new StringBuilder(Path.Length).Append(path, 0, start);
        for (int i = start; i <= path.Length; i++)
        {
            bool at = i < path.Length && path[i] == '@';
            bool slash = i + 2 < path.Length && path.AsSpan(i, 3).Equals("%2F", StringComparison.OrdinalIgnoreCase);
            if (i < path.Length && !at && !slash)
                continue;
            quoted.Append(Quote(Unquote(path[start..i]))).Append(at ? "@" : slash ? "%2F" : "");
            i += slash ? 2 : 0;
            start = i + 1;
        }
        if (parameters >= 0 && parameters + 1 < Path.Length)
            quoted.Append(Path, parameters, Path.Length - parameters);
        return this with { Path = quoted.ToString() };
    }

    /// <summary>The parts in one text; an authority follows every scheme, if only an empty one, unless the path is relative.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Scheme.Length > 0)
            text.Append(Scheme).Append(':');
        bool rooted = Path.StartsWith('/');
        if (Authority.Length > 0 || (Scheme.Length > 0 && (rooted || Path.Length == 0)) || Path.StartsWith("//", StringComparison.Ordinal))
            text.Append("//").Append(Authority);
        if (Authority.Length > 0 && Path.Length > 0 && !rooted)
            text.Append('/');
        text.Append(Path);
        if (Query.Length > 0)
            text.Append('?').Append(Query);
        if (Fragment.Length > 0)
            text.Append('#').Append(Fragment);
        return text.ToString();
    }

    private static string Resolve(string basePath, string path)
    {
        List<string> segments = [.. path.Split('/')];
        if (path[0] != '/')
        {
            List<string> parents = [.. basePath.Split('/')];
            if (parents[^1].Length > 0)
                parents.RemoveAt(parents.Count - 1);
            segments.InsertRange(0, parents);
            for (int i = segments.Count - 2; i > 0; i--)
            {
                if (segments[i].Length == 0)
                    segments.RemoveAt(i);
            }
        }
        var resolved = new List<string>();
        foreach (string segment in segments)
        {
            if (segment == ".." && resolved.Count > 0)
                resolved.RemoveAt(resolved.Count - 1);
            else if (segment is not ("." or ".."))
                resolved.Add(segment);
        }
        if (segments[^1] is "." or "..")
            resolved.Add("");
        string joined = string.Join('/', resolved);
        return joined.Length > 0 ? joined : "/";
    }

    // `/C:`; an escaped colon would make it a folder of that name to whoever reads the URL.
    private static int DriveLength(string path) =>
        path.Length > 2 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] == ':' && (path.Length == 3 || path[3] == '/') ? 3 : 0;

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
        return rest.IndexOfAny('\t', '\r', '\n') < 0 ? rest : string.Concat(rest.ToString().Split('\t', '\r', '\n'));
    }

    /// <summary>Brackets hold an IPv6 address and nothing else; no character may turn into a delimiter when it is normalised.</summary>
    private static bool IsAuthority(ReadOnlySpan<char> authority)
    {
        bool opens = authority.Contains('['), closes = authority.Contains(']');
        if (opens != closes || (opens && !IsBracketed(authority[(authority.LastIndexOf('@') + 1)..])))
            return false;
        if (Ascii.IsValid(authority))
            return true;
        string plain = string.Concat(authority.ToString().Split('@', ':', '#', '?'));
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

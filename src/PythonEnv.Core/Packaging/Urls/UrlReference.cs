using System.Buffers;
using System.Globalization;
using System.Text;

namespace PythonEnv.Packaging.Urls;

/// <summary>
/// The five parts of a URL or of a relative reference (RFC 3986, section 3), split and joined as pip's <c>urllib.parse</c> does it, because
/// the spelling that comes out is what users see, cache keys are made of, and <c>direct_url.json</c> records. <see cref="Uri"/> would
/// normalise it.
/// </summary>
/// <param name="Scheme">Lower case; empty in a relative reference.</param>
/// <param name="Authority">With user, password and port, without <c>//</c>.</param>
/// <param name="Query">Without <c>?</c>.</param>
/// <param name="Fragment">Without <c>#</c>.</param>
internal readonly record struct UrlReference(string Scheme, string Authority, string Path, string Query, string Fragment)
{
    private const string Unreserved = "_.-~";

    private static readonly char[] C0AndBlank = [.. Enumerable.Range(0, 33).Select(code => (char)code)];

    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>Never fails: whatever has no other place is the path. Leading blanks and all tabs and newlines are dropped.</summary>
    public static UrlReference Split(string url)
    {
        string rest = string.Concat(url.TrimStart(C0AndBlank).Where(c => c is not ('\t' or '\r' or '\n')));
        string scheme = "", authority = "", query = "", fragment = "";
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && char.IsAsciiLetter(rest[0]) && rest.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0)
        {
            scheme = rest[..colon].ToLowerInvariant();
            rest = rest[(colon + 1)..];
        }
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            int end = rest.AsSpan(2).IndexOfAny('/', '?', '#');
            end = end < 0 ? rest.Length : end + 2;
            authority = rest[2..end];
            rest = rest[end..];
        }
        (rest, fragment) = Cut(rest, '#');
        (rest, query) = Cut(rest, '?');
        return new UrlReference(scheme, authority, rest, query, fragment);
    }

    /// <summary>What a reference found at a base means (RFC 3986, section 5.2).</summary>
    public static string Join(string baseUrl, string reference)
    {
        UrlReference origin = Split(baseUrl), target = Split(reference);
        if (target.Scheme.Length > 0 && target.Scheme != origin.Scheme)
            return reference;
        if (target.Authority.Length > 0)
            return (target with { Scheme = origin.Scheme }).ToString();
        if (target.Path.Length == 0)
            return (origin with { Query = target.Query.Length > 0 ? target.Query : origin.Query, Fragment = target.Fragment }).ToString();
        return (origin with { Path = Resolve(origin.Path, target.Path), Query = target.Query, Fragment = target.Fragment }).ToString();
    }

    /// <summary>
    /// The same URL with its path percent-encoded once, whatever was encoded before. <c>@</c>, <c>%2F</c>, the <c>;parameters</c> of the
    /// last segment stay as they are.
    /// </summary>
    /// <param name="hasDrives">On Windows the drive of a <c>file:</c> URL stays as well.</param>
    public UrlReference Quoted(bool hasDrives)
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
            AppendQuoted(quoted, Unquote(path[start..i]));
            quoted.Append(at ? "@" : slash ? "%2F" : "");
            i += slash ? 2 : 0;
            start = i + 1;
        }
        if (parameters >= 0 && parameters + 1 < Path.Length)
            quoted.Append(Path, parameters, Path.Length - parameters);
        return this with { Path = quoted.ToString() };
    }

    /// <summary>Percent-decoded as UTF-8; what is not UTF-8 becomes U+FFFD, what is no escape stays.</summary>
    public static string Unquote(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                int length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length - 1;
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
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

    // `/C:`; an escaped colon would make it a folder of that name to whoever reads the URL.
    private static int DriveLength(string path) =>
        path.Length > 2 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] == ':' && (path.Length == 3 || path[3] == '/') ? 3 : 0;

    private static (string Before, string After) Cut(string text, char separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
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

    private static void AppendQuoted(StringBuilder quoted, string text)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c == '/' || Unreserved.Contains(c, StringComparison.Ordinal))
                quoted.Append(c);
            else
                quoted.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
    }
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace PythonEnv.Conformance.Metadata;

/// <summary>A media type with its parameters (RFC 2045, 5.1), without comments.</summary>
/// <remarks>
/// <code>
/// content-type = token "/" token *(";" token "=" (token / DQUOTE *(any-but-quote / "\" any) DQUOTE)) [";"]      ; blanks around each part
/// </code>
/// </remarks>
internal sealed class ContentType
{
    private readonly ImmutableArray<KeyValuePair<string, string>> _parameters;

    private ContentType(string mediaType, ImmutableArray<KeyValuePair<string, string>> parameters)
    {
        MediaType = mediaType;
        _parameters = parameters;
    }

    /// <summary>Lower case.</summary>
    public string MediaType { get; }

    /// <summary>The value of a parameter, whose name is given in lower case; null if it is not there.</summary>
    public string? this[string name]
    {
        get
        {
            foreach ((string key, string value) in _parameters)
            {
                if (key == name)
                    return value;
            }
            return null;
        }
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out ContentType? result)
    {
        result = null;
        if (text.AsSpan().ContainsAny('\r', '\n'))
            return false;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        string type = TakeToken(ref rest);
        if (type.Length == 0 || rest.IsEmpty || rest[0] != '/')
            return false;
        rest = rest[1..];
        string subtype = TakeToken(ref rest);
        if (subtype.Length == 0)
            return false;
        var parameters = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (!(rest = rest.TrimStart()).IsEmpty)
        {
            if (rest[0] != ';')
                return false;
            rest = rest[1..].TrimStart();
            if (rest.IsEmpty)
                break;
            if (!TryTakeParameter(ref rest, out KeyValuePair<string, string> parameter))
                return false;
            parameters.Add(parameter);
        }
        result = new ContentType($"{type}/{subtype}".ToLowerInvariant(), parameters.DrainToImmutable());
        return true;
    }

    private static bool TryTakeParameter(ref ReadOnlySpan<char> rest, out KeyValuePair<string, string> parameter)
    {
        parameter = default;
        string name = TakeToken(ref rest);
        rest = rest.TrimStart();
        if (name.Length == 0 || rest.IsEmpty || rest[0] != '=')
            return false;
        rest = rest[1..].TrimStart();
        bool quoted = !rest.IsEmpty && rest[0] == '"';
        string? value = quoted ? TakeQuoted(ref rest) : TakeToken(ref rest);
        if (value is null || (value.Length == 0 && !quoted))
            return false;
        parameter = new(name.ToLowerInvariant(), value);
        return true;
    }

    private static string TakeToken(ref ReadOnlySpan<char> rest)
    {
        int length = 0;
        while (length < rest.Length
            && rest[length] is > ' ' and < '\x7f' and not ('(' or ')' or '<' or '>' or '@' or ',' or ';' or ':' or '\\' or '"'
            or '/' or '[' or ']' or '?' or '=' or '*' or '\'' or '%'))
            length++;
        string token = rest[..length].ToString();
        rest = rest[length..];
        return token;
    }

    private static string? TakeQuoted(ref ReadOnlySpan<char> rest)
    {
        var value = new System.Text.StringBuilder();
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..];
                return value.ToString();
            }
            if (rest[i] == '\\' && i + 1 < rest.Length)
                i++;
            value.Append(rest[i]);
        }
        return null;
    }
}

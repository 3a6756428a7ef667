using System.Globalization;
using System.Numerics;
using System.Text;

namespace PythonEnv.Locks.Toml;

/// <summary>Strings, numbers and booleans; dates and times are <see cref="TomlTimes"/>.</summary>
internal static class TomlScalars
{
    /// <summary>As many as Python turns into an integer; more would only cost time.</summary>
    private const int MaxDigits = 4300;

    /// <summary>Control characters but the tab; a newline is for the caller to allow.</summary>
    public static bool IsIllegal(char c) => c is (< ' ' and not '\t') or '\x7f';

    /// <summary>The length of the LF or CRLF at that offset, 0 without one.</summary>
    public static int NewlineAt(byte[] text, int at)
    {
        if (at < text.Length && text[at] == '\n')
            return 1;
        return at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n' ? 2 : 0;
    }

    /// <summary>The end of the word that starts at an offset: a boolean, a number, or a date-time with its blank inside.</summary>
    public static int EndOfWord(byte[] text, int start)
    {
        int end = EndOfRun(text, start);
        bool continues = end - start == 10 && end + 1 < text.Length && text[end] == ' ' && char.IsAsciiDigit((char)text[end + 1]);
        return continues && TomlTimes.IsDate(Encoding.UTF8.GetString(text, start, 10)) ? EndOfRun(text, end + 1) : end;

        static int EndOfRun(byte[] text, int at)
        {
            while (at < text.Length && (char)text[at] is not (' ' or '\t' or '\r' or '\n' or ',' or ']' or '}' or '#'))
                at++;
            return at;
        }
    }

    /// <summary>The value that a word stands for; null if it stands for none.</summary>
    public static TomlNode? ToNode(ReadOnlySpan<byte> word, TomlPlace place) =>
        FromPlainDigits(word, place) ?? ToNode(Encoding.UTF8.GetString(word), place);

    private static TomlNode? ToNode(ReadOnlySpan<char> word, TomlPlace place) => word switch
    {
        "true" => new TomlBoolean(true, place),
        "false" => new TomlBoolean(false, place),
        "inf" or "+inf" => new TomlFloat(double.PositiveInfinity, place),
        "-inf" => new TomlFloat(double.NegativeInfinity, place),
        "nan" or "+nan" or "-nan" => new TomlFloat(double.NaN, place),
        ['0', 'x', .. var digits] => FromRadix(digits, 16, place),
        ['0', 'o', .. var digits] => FromRadix(digits, 8, place),
        ['0', 'b', .. var digits] => FromRadix(digits, 2, place),
        _ => FromDecimal(word, place) ?? TomlTimes.ToNode(word, place),
    };

    /// <summary>A basic or literal string, on one line or on several.</summary>
    /// <returns>Null for a plain one, whose value is what stands between its quotes.</returns>
    public static string? ReadString(byte[] text, ref int at)
    {
        byte quote = text[at];
        bool multiline = at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote;
        if (!multiline)
            return TrySkipPlain(text, ref at) ? null : ReadBody(text, ref at, quote, multiline: false);
        at += 3;
        at += NewlineAt(text, at);
        string body = ReadBody(text, ref at, quote, multiline: true);
        // Up to two quotes may touch the closing three.
        int extra = 0;
        while (extra < 2 && at < text.Length && text[at] == quote)
        {
            at++;
            extra++;
        }
        return body + new string((char)quote, extra);
    }

    public static string ReadOneLineString(byte[] text, ref int at)
    {
        int start = at;
        return TrySkipPlain(text, ref at)
            ? Encoding.UTF8.GetString(text, start + 1, at - start - 2)
            : ReadBody(text, ref at, text[start], multiline: false);
    }

    // Nearly all strings are plain. A loop of our own is compiled in advance, which the vectorised search is not.
    private static bool TrySkipPlain(byte[] text, ref int at)
    {
        byte quote = text[at];
        ReadOnlySpan<byte> rest = text.AsSpan(++at);
        int end = 0;
        while (end < rest.Length && rest[end] != quote && rest[end] != '\\' && !IsIllegal((char)rest[end]))
            end++;
        if (end == rest.Length || rest[end] != quote)
            return false;
        at += end + 1;
        return true;
    }

    /// <summary>From behind the opening quotes to behind the closing ones.</summary>
    private static string ReadBody(byte[] text, ref int at, byte quote, bool multiline)
    {
        int closing = multiline ? 3 : 1;
        var body = new StringBuilder();
        while (at < text.Length)
        {
            char c = (char)text[at];
            int newline = NewlineAt(text, at);
            if (c == quote && (!multiline || (at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote)))
            {
                at += closing;
                return body.ToString();
            }
            if (c == '\\' && quote == '"')
            {
                ReadEscape(text, ref at, body, multiline);
            }
            else if (newline > 0 && multiline)
            {
                body.Append('\n');
                at += newline;
            }
            else if (newline > 0)
            {
                break;
            }
            else if (IsIllegal(c))
            {
                throw new TomlSyntaxException(at, "a control character in a string");
            }
            else
            {
                int start = at++;
                while (at < text.Length && text[at] != quote && text[at] != '\\' && !IsIllegal((char)text[at]))
                    at++;
                body.Append(Encoding.UTF8.GetString(text, start, at - start));
            }
        }
        throw new TomlSyntaxException(at, "the string is not closed");
    }

    private static void ReadEscape(byte[] text, ref int at, StringBuilder body, bool multiline)
    {
        if (multiline && TrySkipFoldedLines(text, ref at))
            return;
        char kind = at + 1 < text.Length ? (char)text[at + 1] : '\0';
        if (kind is 'u' or 'U')
        {
            Rune rune = ReadHexadecimal(text, at, kind == 'u' ? 4 : 8);
            // tomllib takes it; no name, version, path or URL may hold it.
            if (rune.Value == 0)
                throw new TomlSyntaxException(at, "U+0000 has no place in a declaration");
            body.Append(rune.ToString());
            at += kind == 'u' ? 6 : 10;
            return;
        }
        body.Append(kind switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\\' => '\\',
            _ => throw new TomlSyntaxException(at, "not an escape sequence of TOML"),
        });
        at += 2;
    }

    /// <summary>A backslash before the end of a line takes away the newline and all blank lines and blanks that follow.</summary>
    private static bool TrySkipFoldedLines(byte[] text, ref int at)
    {
        int end = at + 1;
        while (end < text.Length && (char)text[end] is ' ' or '\t')
            end++;
        int newline = NewlineAt(text, end);
        if (newline == 0)
            return false;
        while (newline > 0 || (end < text.Length && (char)text[end] is ' ' or '\t'))
        {
            end += Math.Max(newline, 1);
            newline = NewlineAt(text, end);
        }
        at = end;
        return true;
    }

    private static Rune ReadHexadecimal(byte[] text, int at, int digits)
    {
        ReadOnlySpan<byte> hex = text.AsSpan(at + 2, Math.Min(digits, text.Length - at - 2));
        // .NET takes a NUL after the digits.
        return hex.Length == digits
            && char.IsAsciiHexDigit((char)hex[^1])
            && uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            && Rune.TryCreate(value, out Rune rune)
                ? rune
                : throw new TomlSyntaxException(at, "not a Unicode character");
    }

    private static TomlInteger? FromRadix(ReadOnlySpan<char> digits, int radix, TomlPlace place)
    {
        if (!IsDigits(digits, radix))
            return null;
        BigInteger value = 0;
        if (radix == 16)
            value = BigInteger.Parse($"0{Plain(digits)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        else if (radix == 2)
            value = BigInteger.Parse($"0{Plain(digits)}", NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture);
        else
        {
            foreach (char digit in Plain(digits))
                value = value * 8 + (digit - '0');
        }
        return new TomlInteger(value, place);
    }

    // The sizes of files, thousands of them.
    private static TomlInteger? FromPlainDigits(ReadOnlySpan<byte> word, TomlPlace place)
    {
        const int longDigits = 18;
        if (word.Length is 0 or > longDigits || (word[0] == '0' && word.Length > 1))
            return null;
        long value = 0;
        foreach (byte c in word)
        {
            if (!char.IsAsciiDigit((char)c))
                return null;
            value = value * 10 + (c - '0');
        }
        return new TomlInteger(value, place);
    }

    private static TomlNode? FromDecimal(ReadOnlySpan<char> word, TomlPlace place)
    {
        ReadOnlySpan<char> rest = word is ['+' or '-', ..] ? word[1..] : word;
        int integerEnd = rest.IndexOfAny(".eE");
        ReadOnlySpan<char> integer = integerEnd < 0 ? rest : rest[..integerEnd];
        if (!IsDigits(integer, 10) || integer is ['0', _, ..])
            return null;
        if (integerEnd < 0 && long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long small))
            return new TomlInteger(small, place);
        if (integerEnd < 0)
            return new TomlInteger(BigInteger.Parse(Plain(word), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), place);

        rest = rest[integerEnd..];
        if (rest[0] == '.')
        {
            int fractionEnd = rest.IndexOfAny("eE");
            if (!IsDigits(fractionEnd < 0 ? rest[1..] : rest[1..fractionEnd], 10))
                return null;
            rest = fractionEnd < 0 ? [] : rest[fractionEnd..];
        }
        if (rest.Length > 0 && !IsDigits(rest[1..] is ['+' or '-', ..] ? rest[2..] : rest[1..], 10))
            return null;
        return new TomlFloat(double.Parse(Plain(word), NumberStyles.Float, CultureInfo.InvariantCulture), place);
    }

    /// <summary>Digits of the radix with single underscores between them.</summary>
    private static bool IsDigits(ReadOnlySpan<char> text, int radix)
    {
        if (text.Length is 0 or > MaxDigits || text[0] == '_' || text[^1] == '_')
            return false;
        for (int i = 0; i < text.Length; i++)
        {
            bool digit = radix == 16 ? char.IsAsciiHexDigit(text[i]) : text[i] >= '0' && text[i] < '0' + radix;
            if (!digit && (text[i] != '_' || text[i - 1] == '_'))
                return false;
        }
        return true;
    }

    private static string Plain(ReadOnlySpan<char> digits) => digits.ToString().Replace("_", "", StringComparison.Ordinal);
}

using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace PythonEnv.Indexes.Pages;

/// <summary>
/// Character references in HTML text: numeric ones, the named ones of HTML 4, and those HTML 5 adds for ASCII punctuation. These occur in
/// URLs and specifiers. As in HTML 5, the names of Latin-1 need no semicolon. Others stay as they are written.
/// </summary>
internal static class HtmlText
{
    private const int LongestName = 32;

    private static readonly SearchValues<char> NameEnds = SearchValues.Create("\t\n\f <&#;");

    /// <summary>What HTML 5 reads the C1 controls 0x80 to 0x9F as: Windows-1252, with the five unassigned ones kept.</summary>
    private const string Windows1252 =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
        "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    public static string Unescape(string text)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            if (text[at] == '&' && TryRead(text.AsSpan(at + 1), out string? value, out int length))
            {
                plain.Append(value);
                at += 1 + length;
            }
            else
            {
                plain.Append(text[at++]);
            }
        }
        return plain.ToString();
    }

    /// <param name="text">What follows the ampersand.</param>
    private static bool TryRead(ReadOnlySpan<char> text, out string? value, out int length)
    {
        bool isHex = text is ['#', 'x' or 'X', ..];
        if (isHex || text is ['#', ..])
            return TryReadNumber(text[(isHex ? 2 : 1)..], isHex, out value, out length);

        int end = text.IndexOfAny(NameEnds);
        ReadOnlySpan<char> name = text[..Math.Min(end < 0 ? text.Length : end, LongestName)];
        if (name.Length < text.Length && text[name.Length] == ';' && Named(name.ToString()) is string known)
        {
            (value, length) = (known, name.Length + 1);
            return true;
        }
        for (; name.Length > 1; name = name[..^1])
        {
            if (Named(name.ToString()) is string prefix && IsLegacy(name, prefix))
            {
                (value, length) = (prefix, name.Length);
                return true;
            }
        }
        (value, length) = (null, 0);
        return false;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, bool isHex, out string? value, out int length)
    {
        int digits = 0;
        while (digits < text.Length && (isHex ? char.IsAsciiHexDigit(text[digits]) : char.IsAsciiDigit(text[digits])))
            digits++;
        (value, length) = (null, 0);
        if (digits == 0)
            return false;
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        value = int.TryParse(text[..digits], style, CultureInfo.InvariantCulture, out int code) && code >= 0 ? Character(code) : "\ufffd";
        length = (isHex ? 2 : 1) + digits + (digits < text.Length && text[digits] == ';' ? 1 : 0);
        return true;
    }

    private static string Character(int code) => code switch
    {
        0 or > 0x10ffff or (>= 0xd800 and <= 0xdfff) => "\ufffd",
        >= 0x80 and <= 0x9f => Windows1252[code - 0x80].ToString(),
        (>= 1 and <= 8) or 0xb or (>= 0xe and <= 0x1f) or 0x7f or (>= 0xfdd0 and <= 0xfdef) => "",
        _ when (code & 0xfffe) == 0xfffe => "",
        _ => char.ConvertFromUtf32(code),
    };

    private static string? Named(string name) => name switch
    {
        "AMP" => "&",
        "LT" => "<",
        "GT" => ">",
        "QUOT" => "\"",
        "COPY" => "©",
        "REG" => "®",
        "Tab" => "\t",
        "NewLine" => "\n",
        "excl" => "!",
        "num" => "#",
        "dollar" => "$",
        "percnt" => "%",
        "lpar" => "(",
        "rpar" => ")",
        "ast" or "midast" => "*",
        "plus" => "+",
        "comma" => ",",
        "period" => ".",
        "sol" => "/",
        "colon" => ":",
        "semi" => ";",
        "equals" => "=",
        "quest" => "?",
        "commat" => "@",
        "lsqb" or "lbrack" => "[",
        "bsol" => "\\",
        "rsqb" or "rbrack" => "]",
        "Hat" => "^",
        "lowbar" or "UnderBar" => "_",
        "grave" or "DiacriticalGrave" => "`",
        "lcub" or "lbrace" => "{",
        "verbar" or "vert" or "VerticalLine" => "|",
        "rcub" or "rbrace" => "}",
        _ when !name.All(char.IsAsciiLetterOrDigit) => null,
        _ => WebUtility.HtmlDecode($"&{name};") is string known && known[0] != '&' ? known : name == "amp" ? "&" : null,
    };

    /// <summary>May the name stand without a semicolon?</summary>
    private static bool IsLegacy(ReadOnlySpan<char> name, string value) =>
        name is "amp" or "lt" or "gt" or "quot" or "AMP" or "LT" or "GT" or "QUOT" or "COPY" or "REG"
        || value[0] is >= '\u00a0' and <= '\u00ff';
}

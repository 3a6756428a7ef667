using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PythonEnv.Packaging.Requirements;

/// <summary>Decodes what stands between the quotes of a Python string literal (language reference, "String and Bytes literals").</summary>
/// <remarks>
/// An unknown escape is kept with its backslash. <c>\N{name}</c> is not decoded: no version, platform or extra needs it, and the
/// names of Unicode are not at hand.
/// </remarks>
internal static class PythonStringLiteral
{
    /// <returns>False where Python reports a syntax error: a line break, a NUL, a lone backslash at the end, a malformed escape.</returns>
    public static bool TryDecode(ReadOnlySpan<char> body, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!body.ContainsAny("\\\r\n\0"))
        {
            value = body.ToString();
            return true;
        }

        var text = new StringBuilder(body.Length);
        int at = 0;
        while (at < body.Length)
        {
            char c = body[at++];
            if (c is '\r' or '\n' or '\0')
                return false;
            if (c != '\\')
                text.Append(c);
            else if (!TryEscape(body, ref at, text))
                return false;
        }
        value = text.ToString();
        return true;
    }

    private static bool TryEscape(ReadOnlySpan<char> body, ref int at, StringBuilder text)
    {
        if (at >= body.Length)
            return false;
        char c = body[at++];
        switch (c)
        {
            case '\0' or 'N':
                return false;
            case '\n':
                return true;
            case '\r':
                if (at < body.Length && body[at] == '\n')
                    at++;
                return true;
            case 'x':
                return TryHexadecimal(body, ref at, 2, text);
            case 'u':
                return TryHexadecimal(body, ref at, 4, text);
            case 'U':
                return TryHexadecimal(body, ref at, 8, text);
            case >= '0' and <= '7':
                at--;
                text.Append(ReadOctal(body, ref at));
                return true;
            case '\\' or '\'' or '"':
                text.Append(c);
                return true;
            default:
                int control = "abfnrtv".IndexOf(c);
                text.Append(control < 0 ? $"\\{c}" : "\a\b\f\n\r\t\v".AsSpan(control, 1));
                return true;
        }
    }

    private static char ReadOctal(ReadOnlySpan<char> body, ref int at)
    {
        const int maxDigits = 3;
        int code = 0;
        for (int i = 0; i < maxDigits && at < body.Length && body[at] is >= '0' and <= '7'; i++)
            code = code * 8 + (body[at++] - '0');
        return (char)code;
    }

    private static bool TryHexadecimal(ReadOnlySpan<char> body, ref int at, int digits, StringBuilder text)
    {
        if (body.Length - at < digits
            || !uint.TryParse(body.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            || code > 0x10FFFF)
            return false;
        at += digits;
        if (code > char.MaxValue)
            text.Append(char.ConvertFromUtf32((int)code));
        else
            text.Append((char)code);
        return true;
    }
}

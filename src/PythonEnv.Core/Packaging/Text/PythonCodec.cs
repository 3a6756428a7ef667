using System.Globalization;
using System.Text;

namespace PythonEnv.Packaging.Text;

/// <summary>Text encodings by the names that Python's <c>codecs.lookup</c> knows.</summary>
internal static class PythonCodec
{
    /// <summary>The strict encoding; null if Python or this runtime knows none of that name.</summary>
    public static Encoding? Find(string name)
    {
        string normalized = Normalize(name);
        string? known = normalized switch
        {
            "utf_8" or "utf8" or "u8" or "utf" or "utf8_ucs2" or "utf8_ucs4" or "cp65001" or "utf_8_sig" => "utf-8",
            "ascii" or "us_ascii" or "us" or "646" or "ansi_x3.4_1968" or "iso646_us" => "us-ascii",
            "latin_1" or "latin1" or "latin" or "l1" or "iso_8859_1" or "iso8859_1" or "iso8859" or "8859" or "cp819" => "iso-8859-1",
            "utf_16" or "u16" or "utf16" or "utf_16_le" or "utf_16le" or "unicodelittleunmarked" => "utf-16",
            "utf_16_be" or "utf_16be" or "unicodebigunmarked" => "utf-16BE",
            "utf_32" or "u32" or "utf32" or "utf_32_le" or "utf_32le" => "utf-32",
            "utf_32_be" or "utf_32be" => "utf-32BE",
            "gbk" or "936" or "cp936" or "ms936" => "gbk",
            "gb2312" or "chinese" or "euc_cn" or "euccn" => "gb2312",
            "gb18030" or "gb18030_2000" => "gb18030",
            "big5" or "big5_tw" or "csbig5" => "big5",
            "shift_jis" or "sjis" or "s_jis" or "shiftjis" or "cp932" or "ms932" => "shift_jis",
            "euc_jp" or "eucjp" or "ujis" => "euc-jp",
            "euc_kr" or "euckr" or "korean" or "cp949" => "euc-kr",
            "koi8_r" => "koi8-r",
            "koi8_u" => "koi8-u",
            _ => CodePage(normalized),
        };
        return known is null ? null : Strict(known);
    }

    /// <summary>Runs of what is neither letter, digit nor dot are one underscore, as in Python's <c>encodings</c>.</summary>
    private static string Normalize(string name)
    {
        var result = new StringBuilder(name.Length);
        bool separated = false;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '.')
            {
                separated = result.Length > 0;
                continue;
            }
            if (separated)
                result.Append('_');
            separated = false;
            result.Append(char.ToLowerInvariant(c));
        }
        return result.ToString();
    }

    private static string? CodePage(string name)
    {
        ReadOnlySpan<char> number = name switch
        {
            _ when name.StartsWith("windows_", StringComparison.Ordinal) => name.AsSpan(8),
            _ when name.StartsWith("cp", StringComparison.Ordinal) => name.AsSpan(2),
            _ when name.StartsWith("iso_8859_", StringComparison.Ordinal) => name.AsSpan(9),
            _ when name.StartsWith("iso8859_", StringComparison.Ordinal) => name.AsSpan(8),
            _ => name,
        };
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int page))
            return null;
        if (name.StartsWith("iso", StringComparison.Ordinal))
            return page is >= 2 and <= 16 ? $"iso-8859-{page}" : null;
        return page is >= 1250 and <= 1258 ? $"windows-{page}"
            : page is 437 or 737 or 775 or 850 or 852 or 855 or 857 or 858 or (>= 860 and <= 866) or 869 ? $"ibm{page}"
            : null;
    }

    private static Encoding? Strict(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(
                name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

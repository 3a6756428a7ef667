using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Requirements.Lines;

/// <summary>
/// The text of a requirements file: by its byte order mark, else by a PEP 263 comment (<c># coding: name</c>) in one of the first two
/// lines, else UTF-8. pip's last resort, the encoding of the machine's locale, is refused: the file would mean something else elsewhere.
/// </summary>
internal static class RequirementsEncoding
{
    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(false, throwOnInvalidBytes: true)),
        ([0xFF, 0xFE, 0, 0], new UTF32Encoding(false, false, throwOnInvalidCharacters: true)),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(true, false, throwOnInvalidCharacters: true)),
        ([0xFF, 0xFE], new UnicodeEncoding(false, false, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(true, false, throwOnInvalidBytes: true)),
    ];

    /// <param name="text">Rented from the shared pool: a lock is large enough to cost a full collection each time it is read.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out char[]? text, out int length, [NotNullWhen(false)] out ParseError? error)
    {
        foreach ((byte[] mark, Encoding encoding) in Marks)
        {
            if (bytes.StartsWith(mark))
                return TryDecode(bytes, mark.Length, encoding, out text, out length, out error);
        }
        string? name = DeclaredName(bytes);
        if (name is null && !IsUnmarkedUtf16(bytes))
            return TryDecode(bytes, 0, Marks[0].Encoding, out text, out length, out error);
        if (name is not null && PythonCodec.Find(name) is Encoding declared)
            return TryDecode(bytes, 0, declared, out text, out length, out error);
        text = null;
        length = 0;
        error = new ParseError(
            0, 0,
            name is null ? "it is UTF-16 without a byte order mark" : $"the encoding `{name}` that its first lines declare is unknown");
        return false;
    }

    // As UTF-8 every other character of it would be a NUL, and each line an error.
    private static bool IsUnmarkedUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..];

    private static bool TryDecode(
        ReadOnlySpan<byte> bytes, int start, Encoding encoding, [NotNullWhen(true)] out char[]? text, out int length,
        [NotNullWhen(false)] out ParseError? error)
    {
        error = null;
        length = 0;
        try
        {
            bytes = bytes[start..];
            text = ArrayPool<char>.Shared.Rent(encoding.GetCharCount(bytes));
            length = encoding.GetChars(bytes, text);
            return true;
        }
        catch (DecoderFallbackException invalid)
        {
            text = null;
            error = new ParseError(start + Math.Max(0, invalid.Index), 0, $"it holds bytes that are no {encoding.WebName}");
            return false;
        }
    }

    /// <summary><c>coding[:=]\s*([-\w.]+)</c> in a comment at the very start of the first or second line.</summary>
    private static string? DeclaredName(ReadOnlySpan<byte> bytes)
    {
        for (int line = 0; line < 2; line++)
        {
            int length = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = length < 0 ? bytes : bytes[..length];
            if (text.StartsWith("#"u8) && FindName(text) is string name)
                return name;
            if (length < 0)
                return null;
            bytes = bytes[(length + 1)..];
        }
        return null;
    }

    private static string? FindName(ReadOnlySpan<byte> comment)
    {
        ReadOnlySpan<byte> word = "coding"u8;
        for (int at; (at = comment.IndexOf(word)) >= 0;)
        {
            comment = comment[(at + word.Length)..];
            if (comment.IsEmpty || comment[0] is not ((byte)':' or (byte)'='))
                continue;
            ReadOnlySpan<byte> rest = comment[1..].TrimStart(" \t\r\n\f\v"u8);
            int end = 0;
            while (end < rest.Length && (char.IsAsciiLetterOrDigit((char)rest[end]) || (char)rest[end] is '-' or '_' or '.'))
                end++;
            if (end > 0)
                return Encoding.ASCII.GetString(rest[..end]);
        }
        return null;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace PythonEnv.Packaging.Versions;

/// <summary>Reads versions out of longer texts; the grammar is that of <see cref="PythonVersion"/>.</summary>
internal static class VersionScanner
{
    /// <summary>CPython refuses to convert longer digit strings, so to pip such a number is no version either.</summary>
    private const int MaxDigits = 4300;

    private static readonly string[] PreWords = ["alpha", "a", "beta", "b", "preview", "pre", "c", "rc"];

    private static readonly string[] PostWords = ["post", "rev", "r"];

    private static readonly string[] DevWords = ["dev"];

    /// <summary>Reads the longest version that begins at <paramref name="position"/> and moves behind it.</summary>
    /// <returns>Null, and an unmoved position, where no version begins.</returns>
    public static PythonVersion? Scan(ReadOnlySpan<char> text, ref int position, bool allowLocal)
    {
        int at = position;
        if (At(text, at) is 'v' or 'V')
            at++;

        int digits = CountDigits(text, at);
        BigInteger epoch = BigInteger.Zero;
        if (digits > 0 && At(text, at + digits) == '!')
        {
            if (!TryNumber(text.Slice(at, digits), out epoch))
                return null;
            at += digits + 1;
        }
        if (!TryRelease(text, ref at, out ImmutableArray<BigInteger> release)
            || !TryLabelled(text, ref at, PreWords, out string? preWord, out BigInteger preNumber)
            || !TryPost(text, ref at, out BigInteger? post)
            || !TryLabelled(text, ref at, DevWords, out string? devWord, out BigInteger devNumber))
            return null;

        string? local = null;
        if (allowLocal && !TryLocal(text, ref at, out local))
            return null;

        position = at;
        PreRelease? pre = preWord is null ? null : new PreRelease(PhaseOf(preWord), preNumber);
        return new PythonVersion(epoch, release, pre, post, devWord is null ? null : devNumber, local);
    }

    private static bool TryRelease(ReadOnlySpan<char> text, ref int at, out ImmutableArray<BigInteger> release)
    {
        release = default;
        int count = 0, end = at;
        for (int digits = CountDigits(text, end); digits > 0; count++)
        {
            end += digits;
            digits = At(text, end) == '.' ? CountDigits(text, end + 1) : 0;
            if (digits > 0)
                end++;
        }
        if (count == 0)
            return false;

        var numbers = new BigInteger[count];
        foreach (ref BigInteger number in numbers.AsSpan())
        {
            int digits = CountDigits(text, at);
            if (!TryNumber(text.Slice(at, digits), out number))
                return false;
            at += digits + 1;
        }
        at = end;
        release = ImmutableCollectionsMarshal.AsImmutableArray(numbers);
        return true;
    }

    /// <summary>Reads <c>[sep] word [sep] [number]</c>, if it is there; false only for a number beyond all measure.</summary>
    private static bool TryLabelled(
        ReadOnlySpan<char> text, ref int at, string[] words, out string? word, out BigInteger number)
    {
        number = BigInteger.Zero;
        int start = SkipSeparator(text, at);
        word = WordAt(text, start, words);
        if (word is null)
            return true;
        at = SkipSeparator(text, start + word.Length);
        int digits = CountDigits(text, at);
        if (!TryNumber(text.Slice(at, digits), out number))
            return false;
        at += digits;
        return true;
    }

    private static bool TryPost(ReadOnlySpan<char> text, ref int at, out BigInteger? post)
    {
        post = null;
        int digits = At(text, at) == '-' ? CountDigits(text, at + 1) : 0;
        BigInteger number;
        if (digits > 0)
        {
            if (!TryNumber(text.Slice(at + 1, digits), out number))
                return false;
            at += digits + 1;
            post = number;
            return true;
        }
        if (!TryLabelled(text, ref at, PostWords, out string? word, out number))
            return false;
        post = word is null ? null : number;
        return true;
    }

    private static bool TryLocal(ReadOnlySpan<char> text, ref int at, out string? local)
    {
        local = null;
        if (At(text, at) != '+' || CountAlphanumerics(text, at + 1) == 0)
            return true;
        var normalized = new StringBuilder();
        int start = at + 1;
        for (int length = CountAlphanumerics(text, start); length > 0;)
        {
            ReadOnlySpan<char> part = text.Slice(start, length);
            if (normalized.Length > 0)
                normalized.Append('.');
            if (part.ContainsAnyExceptInRange('0', '9'))
                normalized.Append(part.ToString().ToLowerInvariant());
            else if (length <= MaxDigits)
                normalized.Append(part.TrimStart('0').IsEmpty ? "0" : part.TrimStart('0'));
            else
                return false;
            at = start + length;
            start = SkipSeparator(text, at);
            length = start > at ? CountAlphanumerics(text, start) : 0;
        }
        local = normalized.ToString();
        return true;
    }

    private static string? WordAt(ReadOnlySpan<char> text, int at, string[] words)
    {
        if (!char.IsAsciiLetter(At(text, at)))
            return null;
        foreach (string word in words)
        {
            if (text.Length - at >= word.Length && Ascii.EqualsIgnoreCase(text.Slice(at, word.Length), word))
                return word;
        }
        return null;
    }

    private static PreReleasePhase PhaseOf(string word) => word[0] switch
    {
        'a' => PreReleasePhase.Alpha,
        'b' => PreReleasePhase.Beta,
        _ => PreReleasePhase.Candidate,
    };

    private static bool TryNumber(ReadOnlySpan<char> digits, out BigInteger number)
    {
        const int intDigits = 9;
        if (digits.Length > intDigits)
        {
            number = default;
            return digits.Length <= MaxDigits
                && BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        }
        int value = 0;
        foreach (char digit in digits)
            value = value * 10 + (digit - '0');
        number = value;
        return true;
    }

    private static char At(ReadOnlySpan<char> text, int index) => index < text.Length ? text[index] : '\0';

    private static int SkipSeparator(ReadOnlySpan<char> text, int at) => At(text, at) is '.' or '-' or '_' ? at + 1 : at;

    private static int CountDigits(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - at;
    }

    private static int CountAlphanumerics(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            end++;
        return end - at;
    }
}

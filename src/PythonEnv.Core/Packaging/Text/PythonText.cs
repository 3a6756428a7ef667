namespace PythonEnv.Packaging.Text;

/// <summary>The character classes of Python's <c>str</c>, where they differ from those of .NET.</summary>
internal static class PythonText
{
    /// <summary>What <c>str.strip()</c> strips and <c>\s</c> matches: .NET's white space and U+001C to U+001F.</summary>
    public static bool IsSpace(char c) =>
        c < 128 ? c is ' ' or (>= '\t' and <= '\r') or (>= '\x1c' and <= '\x1f') : char.IsWhiteSpace(c);

    /// <summary>The text without the white space around it, as <c>str.strip()</c>.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        int start = SkipSpace(text, 0);
        int end = text.Length;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>The first position at or after <paramref name="position"/> that holds no white space.</summary>
    public static int SkipSpace(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && IsSpace(text[position]))
            position++;
        return position;
    }

    /// <summary>As <c>str.lower()</c>: U+0130 is the one character whose lower case is longer than itself.</summary>
    public static string Lower(string text) =>
        text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}

namespace PythonEnv.Packaging.Metadata;

/// <summary>The grammar of SPDX licence expressions (SPDX 2.3, annex D), as PEP 639 takes it.</summary>
/// <remarks>
/// <code>
/// expression = term *(("AND" / "OR") term)             ; operators in any case
/// term       = identifier ["WITH" identifier] / "(" expression ")"
/// identifier = 1*(letter / digit / "-" / ".") ["+"]
/// </code>
/// </remarks>
internal static class LicenseExpression
{
    /// <summary>Whether the text is one; whether its identifiers exist is not asked.</summary>
    public static bool IsWellFormed(string text)
    {
        int open = 0;
        bool expectsTerm = true;
        bool mayTakeException = false;
        string spaced = text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal);
        string[] words = spaced.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            switch (words[i].ToUpperInvariant())
            {
                case "(" when expectsTerm:
                    open++;
                    break;
                case ")" when !expectsTerm && open > 0:
                    open--;
                    mayTakeException = false;
                    break;
                case "AND" or "OR" when !expectsTerm:
                    expectsTerm = true;
                    break;
                case "WITH" when mayTakeException && i + 1 < words.Length && IsIdentifier(words[i + 1]):
                    i++;
                    mayTakeException = false;
                    break;
                case "AND" or "OR" or "WITH" or "(" or ")":
                    return false;
                default:
                    if (!expectsTerm || !IsIdentifier(words[i]))
                        return false;
                    expectsTerm = false;
                    mayTakeException = true;
                    break;
            }
        }
        return !expectsTerm && open == 0;
    }

    private static bool IsIdentifier(string word)
    {
        ReadOnlySpan<char> name = word.EndsWith('+') ? word.AsSpan(0, word.Length - 1) : word;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
                return false;
        }
        return !name.IsEmpty && word.ToUpperInvariant() is not ("AND" or "OR" or "WITH");
    }
}

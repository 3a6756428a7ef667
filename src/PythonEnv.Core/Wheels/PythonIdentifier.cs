using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PythonEnv.Wheels;

/// <summary>What Python takes for a name (Python language reference, 2.3).</summary>
internal static class PythonIdentifier
{
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.Ordinal,
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
        "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
        "return", "try", "while", "with", "yield");

    /// <summary><c>str.isidentifier</c>.</summary>
    public static bool IsIdentifier(string text)
    {
        bool first = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (first ? !Starts(rune) : !Starts(rune) && !Continues(rune))
                return false;
            first = false;
        }
        return !first;
    }

    public static bool IsKeyword(string text) => Keywords.Contains(text);

    /// <summary><c>\w</c> of <c>re</c>: letters and numbers of any script, and <c>_</c>.</summary>
    public static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune);

    private static bool Starts(Rune rune) =>
        rune.Value is '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool Continues(Rune rune) => rune.Value is 0xB7 || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
}

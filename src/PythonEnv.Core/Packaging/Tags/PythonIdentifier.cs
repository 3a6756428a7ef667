using System.Globalization;
using System.Text;

namespace PythonEnv.Packaging.Tags;

/// <summary>What Python takes for a name (Python language reference, 2.3).</summary>
internal static class PythonIdentifier
{
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

    /// <summary><c>\w</c> of <c>re</c>: letters and numbers of any script, and <c>_</c>.</summary>
    public static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune);

    /// <summary><c>XID_Start</c> of Unicode, with the characters that are in it for the sake of old versions.</summary>
    private static bool Starts(Rune rune) => rune.Value is '_' or 0x2118 or 0x212E
        || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool Continues(Rune rune) => rune.Value is 0xB7 or 0x387 or (>= 0x1369 and <= 0x1371) or 0x19DA
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
}

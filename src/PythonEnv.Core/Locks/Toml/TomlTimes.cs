using System.Globalization;

namespace PythonEnv.Locks.Toml;

/// <summary>
/// Dates and times (RFC 3339 with TOML's local forms): <c>2025-01-31</c>, <c>23:59:59.5</c>, <c>2025-01-31T23:59:59.5+01:00</c>.
/// There is no leap second and no year 0, as in Python.
/// </summary>
internal static class TomlTimes
{
    private const int DateLength = 10, TimeLength = 8, OffsetLength = 6, Microseconds = 6;

    public static bool IsDate(ReadOnlySpan<char> text) => HasShape(text, "dddd-dd-dd");

    /// <summary>The value that a word stands for; null if it stands for none.</summary>
    public static TomlDateTime? ToNode(ReadOnlySpan<char> word, TomlPlace place)
    {
        if (word.Length < DateLength || !IsDate(word[..DateLength]))
            return TakeTime(ref word) is TimeOnly localTime && word.IsEmpty ? new TomlDateTime(null, localTime, null, place) : null;
        if (!DateOnly.TryParseExact(word[..DateLength], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            return null;
        word = word[DateLength..];
        if (word.IsEmpty)
            return new TomlDateTime(date, null, null, place);
        if (word[0] is not ('T' or 't' or ' '))
            return null;
        word = word[1..];
        if (TakeTime(ref word) is not TimeOnly time)
            return null;
        if (word.IsEmpty)
            return new TomlDateTime(date, time, null, place);
        return ToOffset(word) is TimeSpan offset ? new TomlDateTime(date, time, offset, place) : null;
    }

    private static TimeOnly? TakeTime(ref ReadOnlySpan<char> text)
    {
        if (text.Length < TimeLength || !HasShape(text[..TimeLength], "dd:dd:dd"))
            return null;
        (int hour, int minute, int second) = (Number(text[..2]), Number(text[3..5]), Number(text[6..8]));
        if (hour > 23 || minute > 59 || second > 59)
            return null;
        text = text[TimeLength..];
        int micros = 0;
        if (text is ['.', ..])
        {
            text = text[1..];
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? text.Length : digits;
            if (digits == 0)
                return null;
            for (int i = 0; i < Microseconds; i++)
                micros = micros * 10 + (i < digits ? text[i] - '0' : 0);
            text = text[digits..];
        }
        return new TimeOnly(hour, minute, second).Add(TimeSpan.FromMicroseconds(micros));
    }

    private static TimeSpan? ToOffset(ReadOnlySpan<char> text)
    {
        if (text is "Z" or "z")
            return TimeSpan.Zero;
        if (text.Length != OffsetLength || text[0] is not ('+' or '-') || !HasShape(text[1..], "dd:dd"))
            return null;
        (int hours, int minutes) = (Number(text[1..3]), Number(text[4..6]));
        if (hours > 23 || minutes > 59)
            return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A <c>d</c> in the shape stands for a digit.</summary>
    private static bool HasShape(ReadOnlySpan<char> text, string shape)
    {
        if (text.Length != shape.Length)
            return false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == 'd' ? !char.IsAsciiDigit(text[i]) : text[i] != shape[i])
                return false;
        }
        return true;
    }
}

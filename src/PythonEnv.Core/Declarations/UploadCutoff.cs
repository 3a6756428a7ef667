using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PythonEnv.Declarations;

/// <summary>Up to when a file must have been uploaded: a moment, or an age that it has to have.</summary>
/// <remarks>
/// <code>
/// cutoff = date / date "T" time zone       ; RFC 3339; a date ends as it begins, at midnight UTC
///        / number ("hour" / "day" / "week") ["s"]
/// </code>
/// </remarks>
/// <param name="Text">As written.</param>
/// <param name="Moment">Null where an age is declared.</param>
/// <param name="Age">Zero where a moment is declared.</param>
internal sealed record UploadCutoff(string Text, DateTimeOffset? Moment, TimeSpan Age)
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The last moment, for a run that begins now.</summary>
    public DateTimeOffset At(DateTimeOffset now) => Moment ?? now - Age;

    public static bool TryParse(string text, [NotNullWhen(true)] out UploadCutoff? cutoff)
    {
        cutoff = null;
        if (DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
            cutoff = new UploadCutoff(text, moment, TimeSpan.Zero);
        else if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [string number, string unit] && HoursOf(unit) is { } hours
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= 100_000)
            cutoff = new UploadCutoff(text, null, TimeSpan.FromHours(count * hours));
        return cutoff is not null;
    }

    private static int? HoursOf(string unit) => unit.ToLowerInvariant() switch
    {
        "hour" or "hours" => 1,
        "day" or "days" => 24,
        "week" or "weeks" => 7 * 24,
        _ => null,
    };
}

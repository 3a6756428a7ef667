
namespace PythonEnv.Locks.Toml;

/// <summary>One of TOML's four date and time types, told apart by which parts are there.</summary>
/// <param name="date">Null for a local time.</param>
/// <param name="time">Null for a local date; truncated to microseconds.</param>
/// <param name="offset">From UTC, -23:59 to +23:59; null unless it is an offset date-time.</param>
internal sealed class TomlDateTime(DateOnly? date, TimeOnly? time, TimeSpan? offset, TomlPlace place) : TomlNode(place)
{
    public DateOnly? Date { get; } = date;

    public TimeOnly? Time { get; } = time;

    public TimeSpan? Offset { get; } = offset;

    public override string Kind => (Date, Time, Offset) switch
    {
        (null, _, _) => "a local time",
        (_, null, _) => "a local date",
        (_, _, null) => "a local date-time",
        _ => "an offset date-time",
    };
}

using System.Globalization;

namespace PythonEnv.Bench;

/// <summary>Figures as the table shows them.</summary>
internal static class Format
{
    public static string Time(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");

    /// <summary>How many times as long the other one takes.</summary>
    public static string Ratio(double other, double own) =>
        (other / own).ToString(other < 10 * own ? "0.0#×" : "0×", CultureInfo.InvariantCulture);

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>The share with its sign.</summary>
    public static string Change(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:+0.0;-0.0} %");

    public static string Count(int count, string one, string several) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}");

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}

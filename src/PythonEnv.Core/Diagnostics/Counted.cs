using System.Globalization;

namespace PythonEnv.Diagnostics;

/// <summary>Numbers of things in messages.</summary>
internal static class Counted
{
    /// <param name="unit">Of one: <c>pin</c>.</param>
    /// <returns><c>1 pin</c>, <c>2 pins</c>.</returns>
    public static string Of(int number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");
}

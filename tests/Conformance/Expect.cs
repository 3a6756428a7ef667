using System.Text.Json;

namespace PythonEnv.Conformance;

/// <summary>Comparisons that name what differs.</summary>
internal static class Expect
{
    public static string? Same<T>(string what, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual) ? null : $"{what}: {Show(actual)} instead of {Show(expected)}";

    public static string? SameSequence<T>(string what, IEnumerable<T>? expected, IEnumerable<T>? actual) =>
        Same(what, expected is null ? null : JsonSerializer.Serialize(expected), actual is null ? null : JsonSerializer.Serialize(actual));

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => $"`{text}`",
        _ => $"{value}",
    };
}

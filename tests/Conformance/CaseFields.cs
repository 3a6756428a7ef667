using System.Text;
using System.Text.Json;

namespace PythonEnv.Conformance;

/// <summary>Short ways to the fields of a case.</summary>
internal static class CaseFields
{
    public static string Text(this JsonElement @case, string field) => @case.GetProperty(field).GetString()!;

    public static byte[] Utf8(this JsonElement @case, string field) => Encoding.UTF8.GetBytes(@case.Text(field));

    public static string? TextOrNull(this JsonElement @case, string field) =>
        @case.TryGetProperty(field, out JsonElement value) ? value.GetString() : null;

    public static string[] Texts(this JsonElement @case, string field) => @case.TextsOrNull(field)!;

    public static string[]? TextsOrNull(this JsonElement @case, string field) =>
        @case.GetProperty(field) is { ValueKind: JsonValueKind.Array } values
            ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
            : null;

    public static bool Flag(this JsonElement @case, string field) => @case.GetProperty(field).GetBoolean();

    /// <summary>Whether the newest reference implementation rejects what the older one accepts.</summary>
    public static bool HeadIsNull(this JsonElement @case) =>
        @case.TryGetProperty("head", out JsonElement head) && head.ValueKind == JsonValueKind.Null;

    /// <summary>The field as the newest reference implementation has it, else as the oracle has it.</summary>
    public static JsonElement HeadOr(this JsonElement @case, string field) =>
        @case.TryGetProperty("head", out JsonElement head) && head.ValueKind == JsonValueKind.Object
            && head.TryGetProperty(field, out JsonElement newer)
            ? newer
            : @case.GetProperty(field);
}

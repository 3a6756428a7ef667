using System.Text.Json;

namespace PythonEnv.Packaging.Text;

/// <summary>Members of JSON from elsewhere: what is not there, or has another type, reads as empty.</summary>
internal static class JsonFields
{
    /// <summary>Reads a text of JSON that may be anything.</summary>
    /// <returns>What the function makes of its root; null where the text is no JSON.</returns>
    public static T? Read<T>(string json, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        // Half of a surrogate pair comes to light only when the text that has it is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static string Text(this JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    public static IEnumerable<string> Texts(this JsonElement element, string name) =>
        Items(element, name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    public static IEnumerable<JsonElement> Objects(this JsonElement element, string name) =>
        Items(element, name).Where(item => item.ValueKind == JsonValueKind.Object);

    /// <summary>An undefined element where there is none.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : default;

    private static IEnumerable<JsonElement> Items(JsonElement element, string name)
    {
        if (Member(element, name) is not { ValueKind: JsonValueKind.Array } array)
            yield break;
        foreach (JsonElement item in array.EnumerateArray())
            yield return item;
    }
}

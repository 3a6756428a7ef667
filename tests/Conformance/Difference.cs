using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PythonEnv.Conformance;

/// <summary>Compares what a case expects with what came out.</summary>
internal static class Difference
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null if the value, written as JSON, equals the expected JSON; the order of an object's members does not matter.</summary>
    public static string? Of(JsonElement expected, object? actual)
    {
        JsonNode? actualNode = JsonSerializer.SerializeToNode(actual, Readable);
        return JsonNode.DeepEquals(JsonSerializer.SerializeToNode(expected), actualNode)
            ? null
            : $"expected {expected.GetRawText()}, got {actualNode?.ToJsonString(Readable) ?? "null"}";
    }
}

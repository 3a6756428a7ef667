using System.Globalization;
using System.Text;

namespace PythonEnv.Packaging.Metadata;

/// <summary>The parts of JSON in the spelling of Python's <c>json.dumps</c>, so that what is written equals what pip writes.</summary>
internal static class PythonJson
{
    /// <summary>Appends <c>"name": "value"</c>, after a comma if it is not the first of its object.</summary>
    public static StringBuilder AppendMember(StringBuilder json, string name, string value)
    {
        if (json[^1] is not ('{' or ' '))
            json.Append(", ");
        return AppendString(AppendKey(json, name), value);
    }

    public static StringBuilder AppendKey(StringBuilder json, string name) => AppendString(json, name).Append(": ");

    public static StringBuilder AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                >= ' ' and <= '~' or '\x7f' => json.Append(c),
                _ => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }
        return json.Append('"');
    }
}

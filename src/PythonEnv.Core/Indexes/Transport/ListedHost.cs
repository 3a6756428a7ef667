using System.Globalization;

namespace PythonEnv.Indexes.Transport;

/// <summary>A host as people list it: <c>name</c>, <c>name:port</c>, <c>[::1]:port</c>.</summary>
/// <param name="Name">Without brackets.</param>
/// <param name="Port">Null: any.</param>
internal sealed record ListedHost(string Name, int? Port)
{
    public static ListedHost Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        int port = 0;
        bool hasPort = colon > text.LastIndexOf(']')
            && text.IndexOf(':', StringComparison.Ordinal) == colon | text.StartsWith('[')
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port);
        return hasPort ? new ListedHost(text[..colon].Trim('[', ']'), port) : new ListedHost(text.Trim('[', ']'), null);
    }
}

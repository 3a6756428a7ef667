namespace PythonEnv.Locks.Toml;

/// <summary>Short ways into a document that may hold anything: what is not there, or is of another kind, is empty.</summary>
internal static class TomlReading
{
    public static TomlTable? Table(this TomlTable? table, string key) => table?[key] as TomlTable;

    public static string? Text(this TomlTable? table, string key) => (table?[key] as TomlString)?.Value;

    /// <summary>The members of a table.</summary>
    public static IEnumerable<TomlMember> Members(this TomlNode? node) => node as IEnumerable<TomlMember> ?? [];

    public static IReadOnlyList<TomlNode> Items(this TomlNode? node) => (node as TomlArray)?.Items ?? [];

    /// <summary>The strings of an array.</summary>
    public static IEnumerable<TomlString> Texts(this TomlNode? node) => node.Items().OfType<TomlString>();
}

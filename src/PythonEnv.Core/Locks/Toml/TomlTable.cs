using System.Collections;
using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>A key of a table, where it is written, and its value.</summary>
internal sealed record TomlMember(string Key, SourceSpan KeySpan, TomlNode Value);

/// <summary>A table in any notation; its members are in the order of the document.</summary>
internal sealed class TomlTable : TomlNode, IReadOnlyCollection<TomlMember>
{
    private readonly OrderedDictionary<string, TomlMember> _members;

    internal TomlTable(OrderedDictionary<string, TomlMember> members, SourceSpan span) : base(span) => _members = members;

    public override string Kind => "a table";

    public int Count => _members.Count;

    /// <summary>The value of a key; null without it.</summary>
    public TomlNode? this[string key] => Find(key)?.Value;

    /// <summary>The member of that key; null without it.</summary>
    public TomlMember? Find(string key) => _members.GetValueOrDefault(key);

    public IEnumerator<TomlMember> GetEnumerator() => _members.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

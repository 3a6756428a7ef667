using System.Collections;
using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>A key of a table, where it is written, and its value.</summary>
internal sealed class TomlMember(string key, TomlPlace keyPlace, TomlNode value)
{
    public string Key { get; } = key;

    public SourceSpan KeySpan => keyPlace.Span;

    public TomlNode Value { get; } = value;
}

/// <summary>A table in any notation; its members are in the order of the document.</summary>
/// <remarks>The parser alone adds to it. Most tables are small, so their keys are compared one by one.</remarks>
internal sealed class TomlTable(TomlPlace place) : TomlNode(place), IReadOnlyCollection<TomlMember>
{
    private const int FewMembers = 8;

    private readonly List<TomlMember> _members = [];
    private Dictionary<string, TomlMember>? _byKey;
    private bool _hasHeader;
    private bool _isInline;
    private int _dottedIn = -1;

    public override string Kind => "a table";

    public int Count => _members.Count;

    /// <summary>The value of a key; null without it.</summary>
    public TomlNode? this[string key] => Find(key)?.Value;

    /// <summary>The member of that key; null without it.</summary>
    public TomlMember? Find(string key)
    {
        if (_byKey is not null)
            return _byKey.GetValueOrDefault(key);
        foreach (TomlMember member in _members)
        {
            if (member.Key == key)
                return member;
        }
        return null;
    }

    public IEnumerator<TomlMember> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The child table of that key, made if there is none; null if the key holds what nothing can be added to.</summary>
    internal TomlTable? Descend(string key, TomlPlace keyPlace)
    {
        switch (this[key])
        {
            case null:
                var made = new TomlTable(keyPlace);
                TryAdd(key, keyPlace, made);
                return made;
            case TomlTable { _isInline: false } table:
                return table;
            case TomlArray { IsOpen: true } tables:
                return (TomlTable)tables.Items[^1];
            default:
                return null;
        }
    }

    /// <summary>Is that key an array of <c>[[tables]]</c>?</summary>
    internal bool HoldsTables(string key) => this[key] is TomlArray { IsOpen: true };

    /// <summary>Adds a key that is not there yet; false if it is.</summary>
    internal bool TryAdd(string key, TomlPlace keyPlace, TomlNode value)
    {
        if (Find(key) is not null)
            return false;
        var member = new TomlMember(key, keyPlace, value);
        _members.Add(member);
        if (_members.Count > FewMembers)
        {
            _byKey ??= _members.ToDictionary(earlier => earlier.Key, StringComparer.Ordinal);
            _byKey[key] = member;
        }
        return true;
    }

    /// <summary>Adds an element to the array of <c>[[tables]]</c> of that key; null if the key holds something else.</summary>
    internal TomlTable? Append(string key, TomlPlace keyPlace, TomlPlace header)
    {
        TomlNode? held = this[key];
        if (held is null)
            TryAdd(key, keyPlace, held = new TomlArray([], keyPlace, isOpen: true));
        if (held is not TomlArray { IsOpen: true } tables)
            return null;
        var table = new TomlTable(header) { _hasHeader = true };
        tables.Add(table);
        return table;
    }

    /// <summary>Opens the table by a header of its own; false if it has had one, or was made by dotted keys.</summary>
    internal bool TryOpen(TomlPlace header)
    {
        if (_hasHeader || _dottedIn >= 0)
            return false;
        _hasHeader = true;
        Place = header;
        return true;
    }

    /// <summary>Passes through by a dotted key; false if the table was made by a header, or by dotted keys under another header.</summary>
    /// <param name="section">The number of the header that the key stands under.</param>
    internal bool TryExtend(int section)
    {
        if (_hasHeader || (_dottedIn >= 0 && _dottedIn != section))
            return false;
        _dottedIn = section;
        return true;
    }

    /// <summary>Ends an inline table: nothing outside its braces can add to it.</summary>
    internal TomlTable Close(TomlPlace place)
    {
        _isInline = true;
        Place = place;
        return this;
    }
}

using System.Collections;
using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>A key of a table, where it is written, and its value.</summary>
/// <remarks>
/// A lock has tens of thousands of them: the parser makes one as it reads a key, and the table links it to the one before.
/// </remarks>
internal sealed class TomlMember(string key, TomlPlace keyPlace)
{
    private TomlNode? _value;

    public string Key => key;

    public SourceSpan KeySpan => keyPlace.Span;

    public TomlNode Value => _value!;

    internal TomlPlace KeyPlace => keyPlace;

    /// <summary>The next part of a dotted key; of a member of a table, the next member.</summary>
    internal TomlMember? Next { get; set; }

    internal TomlMember With(TomlNode value)
    {
        _value = value;
        return this;
    }
}

/// <summary>A table in any notation; its members are in the order of the document.</summary>
/// <remarks>The parser alone adds to it. Most tables are small, so their keys are compared one by one.</remarks>
internal sealed class TomlTable(TomlPlace place) : TomlNode(place), IReadOnlyCollection<TomlMember>
{
    private const int FewMembers = 8;

    private TomlMember? _first;
    private TomlMember? _last;
    private Dictionary<string, TomlMember>? _byKey;
    private bool _hasHeader;
    private bool _isInline;
    private int _dottedIn = -1;

    public override string Kind => "a table";

    public int Count { get; private set; }

    /// <summary>The value of a key; null without it.</summary>
    public TomlNode? this[string key] => Find(key)?.Value;

    /// <summary>The member of that key; null without it.</summary>
    public TomlMember? Find(string key)
    {
        if (_byKey is not null)
            return _byKey.GetValueOrDefault(key);
        TomlMember? member = _first;
        while (member is not null && member.Key != key)
            member = member.Next;
        return member;
    }

    public IEnumerator<TomlMember> GetEnumerator()
    {
        for (TomlMember? member = _first; member is not null; member = member.Next)
            yield return member;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The child table of that key, made if there is none; null if the key holds what nothing can be added to.</summary>
    internal TomlTable? Descend(string key, TomlPlace keyPlace)
    {
        switch (this[key])
        {
            case null:
                var made = new TomlTable(keyPlace);
                TryAdd(new TomlMember(key, keyPlace).With(made));
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

    /// <summary>Adds a member whose key is not there yet; false if it is.</summary>
    internal bool TryAdd(TomlMember member)
    {
        if (Find(member.Key) is not null)
            return false;
        if (_last is null)
            _first = member;
        else
            _last.Next = member;
        _last = member;
        Count++;
        if (Count > FewMembers)
        {
            _byKey ??= this.ToDictionary(earlier => earlier.Key, StringComparer.Ordinal);
            _byKey[member.Key] = member;
        }
        return true;
    }

    /// <summary>Adds an element to the array of <c>[[tables]]</c> of that key; null if the key holds something else.</summary>
    internal TomlTable? Append(string key, TomlPlace keyPlace, TomlPlace header)
    {
        TomlNode? held = this[key];
        if (held is null)
            TryAdd(new TomlMember(key, keyPlace).With(held = new TomlArray([], keyPlace, isOpen: true)));
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

using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>A table that later lines of the document may still add to.</summary>
internal sealed class TomlTableBuilder(SourceSpan span)
{
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private SourceSpan _span = span;
    private bool _hasHeader;
    private int? _dottedIn;

    /// <summary>The child table of that key, made if there is none; null if the key holds something else.</summary>
    public TomlTableBuilder? Descend(string key, SourceSpan keySpan)
    {
        if (!_entries.TryGetValue(key, out Entry entry))
            _entries[key] = entry = new Entry(keySpan, new TomlTableBuilder(keySpan));
        return entry.Value switch
        {
            TomlTableBuilder table => table,
            List<TomlTableBuilder> tables => tables[^1],
            _ => null,
        };
    }

    /// <summary>Is that key an array of <c>[[tables]]</c>?</summary>
    public bool HoldsTables(string key) => _entries.TryGetValue(key, out Entry entry) && entry.Value is List<TomlTableBuilder>;

    /// <summary>Sets a key that is not there yet; false if it is.</summary>
    public bool TrySet(string key, SourceSpan keySpan, TomlNode value) => _entries.TryAdd(key, new Entry(keySpan, value));

    /// <summary>Adds an element to the array of <c>[[tables]]</c> of that key; null if the key holds something else.</summary>
    public TomlTableBuilder? Append(string key, SourceSpan keySpan, SourceSpan header)
    {
        if (!_entries.TryGetValue(key, out Entry entry))
            _entries[key] = entry = new Entry(keySpan, new List<TomlTableBuilder>());
        if (entry.Value is not List<TomlTableBuilder> tables)
            return null;
        var table = new TomlTableBuilder(header) { _hasHeader = true };
        tables.Add(table);
        return table;
    }

    /// <summary>Opens the table by a header of its own; false if it has had one, or was made by dotted keys.</summary>
    public bool TryOpen(SourceSpan header)
    {
        if (_hasHeader || _dottedIn is not null)
            return false;
        _hasHeader = true;
        _span = header;
        return true;
    }

    /// <summary>Passes through by a dotted key; false if the table was made by a header, or by dotted keys under another header.</summary>
    /// <param name="section">The number of the header that the key stands under.</param>
    public bool TryExtend(int section)
    {
        if (_hasHeader || (_dottedIn is int earlier && earlier != section))
            return false;
        _dottedIn = section;
        return true;
    }

    public TomlTable Build() => Build(_span);

    public TomlTable Build(SourceSpan span)
    {
        var members = new OrderedDictionary<string, TomlMember>(_entries.Count, StringComparer.Ordinal);
        foreach ((string key, Entry entry) in _entries)
            members.Add(key, new TomlMember(key, entry.KeySpan, BuildValue(entry)));
        return new TomlTable(members, span);
    }

    private static TomlNode BuildValue(Entry entry) => entry.Value switch
    {
        TomlTableBuilder table => table.Build(),
        List<TomlTableBuilder> tables => new TomlArray([.. tables.Select(table => table.Build())], entry.KeySpan),
        _ => (TomlNode)entry.Value,
    };

    /// <param name="Value">A finished value, a table under construction, or the list of an array of tables.</param>
    private readonly record struct Entry(SourceSpan KeySpan, object Value);
}

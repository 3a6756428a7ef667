using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Model;

/// <summary>
/// A table of a lock file whose keys are read by type. A key that is missing or wrong reads as null; what is wrong is put on a list, under
/// the path that <c>packaging</c> gives it.
/// </summary>
internal sealed class LockTable
{
    private readonly TomlTable _table;
    private readonly List<LockProblem> _errors;
    private readonly LockTable? _parent;
    private readonly string _key;
    private readonly int _index;
    private readonly SourceSpan? _where;
    private readonly int _errorsBefore;

    /// <param name="root">The top-level table, or one that is looked at by itself.</param>
    /// <param name="where">Blamed for a key that is missing; null for the table's own place.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public LockTable(TomlTable root, SourceSpan? where, List<LockProblem> errors) : this(root, null, "", errors) => _where = where;

    private LockTable(TomlTable table, LockTable? parent, string key, List<LockProblem> errors, int index = -1)
    {
        _table = table;
        _errors = errors;
        _parent = parent;
        _key = key;
        _index = index;
        _errorsBefore = errors.Count;
    }

    public SourceSpan Where => _where ?? _table.Span;

    /// <summary>Has anything in it, or below, been wrong so far?</summary>
    public bool HasErrors => _errors.Count > _errorsBefore;

    public List<LockProblem> Errors => _errors;

    /// <summary>The table itself.</summary>
    public TomlTable Toml => _table;

    public IEnumerable<string> Keys => _table.Select(member => member.Key);

    public SourceSpan PlaceOf(string key) => _table[key]?.Span ?? Where;

    public void Add(string key, SourceSpan at, string message) => _errors.Add(new LockProblem(PathOf(key), at, message));

    public string? Text(string key) => Typed<TomlString>(key, "a string")?.Value;

    public string? RequiredText(string key) => Required(key) ? Text(key) : null;

    public bool? Boolean(string key) => Typed<TomlBoolean>(key, "a boolean")?.Value;

    /// <summary>A size: what does not fit is as good as not told.</summary>
    public long? Integer(string key)
    {
        TomlInteger? number = Typed<TomlInteger>(key, "an integer");
        return number?.Int64 >= 0 ? number.Int64 : null;
    }

    public TomlDateTime? DateTime(string key)
    {
        TomlDateTime? value = Typed<TomlDateTime>(key, "a date-time");
        if (value is null or { Date: not null, Time: not null })
            return value;
        Add(key, value.Span, $"expected a date-time, found {value.Kind}");
        return null;
    }

    public LockTable? Table(string key) =>
        Typed<TomlTable>(key, "a table") is TomlTable child ? new LockTable(child, this, key, _errors) : null;

    /// <summary>A table that is only looked at as a whole.</summary>
    public TomlTable? PlainTable(string key) => Typed<TomlTable>(key, "a table");

    public bool Required(string key)
    {
        if (_table[key] is not null)
            return true;
        Add(key, Where, "a required value is missing");
        return false;
    }

    public PythonVersion? Version(string key)
    {
        if (Typed<TomlString>(key, "a string") is not TomlString text)
            return null;
        if (!PythonVersion.TryParse(text.Value, out PythonVersion? version))
            Add(key, text.Span, $"`{text.Value}` is not a version");
        return version;
    }

    public PythonVersion? RequiredVersion(string key) => Required(key) ? Version(key) : null;

    public SpecifierSet? Specifiers(string key)
    {
        if (Typed<TomlString>(key, "a string") is not TomlString text)
            return null;
        if (!SpecifierSet.TryParse(text.Value, out SpecifierSet? set, out ParseError? error))
            Add(key, PartOf(text, error), error.Message);
        return set;
    }

    public Marker? Marker(string key) => Typed<TomlString>(key, "a string") is TomlString text ? ToMarker(key, text) : null;

    public PackageName? RequiredNormalizedName(string key)
    {
        if (!Required(key) || Typed<TomlString>(key, "a string") is not TomlString text)
            return null;
        return IsNormalized(key, text) ? PackageName.Normalize(text.Value) : null;
    }

    public ImmutableArray<string> Texts(string key) => [.. (Items<TomlString>(key, "a string") ?? []).Select(text => text.Value)];

    public ImmutableArray<string> NormalizedNames(string key) =>
    [
        .. (Items<TomlString>(key, "a string") ?? []).Where((text, i) => IsNormalized($"{key}[{i}]", text)).Select(text => text.Value),
    ];

    public ImmutableArray<Marker>? Markers(string key)
    {
        if (Items<TomlString>(key, "a string") is not { } texts)
            return null;
        return [.. texts.Select((text, i) => ToMarker($"{key}[{i}]", text)).OfType<Marker>()];
    }

    public ImmutableArray<LockTable> Tables(string key)
    {
        TomlTable[] items = Items<TomlTable>(key, "a table") ?? [];
        var tables = new LockTable[items.Length];
        for (int i = 0; i < items.Length; i++)
            tables[i] = new LockTable(items[i], this, key, _errors, i);
        return ImmutableCollectionsMarshal.AsImmutableArray(tables);
    }

    public ImmutableArray<LockTable> RequiredTables(string key) => Required(key) ? Tables(key) : [];

    private string OwnPath => _parent is null ? "" : _parent.PathOf(_index < 0 ? _key : $"{_key}[{_index}]");

    private string PathOf(string key) => (OwnPath, key) switch
    {
        ("", _) => key,
        (var path, "") => path,
        (var path, _) => $"{path}.{key}",
    };

    private T? Typed<T>(string key, string kind)
        where T : TomlNode
    {
        TomlNode? value = _table[key];
        if (value is not (null or T))
            Add(key, value.Span, $"expected {kind}, found {value.Kind}");
        return value as T;
    }

    private T[]? Items<T>(string key, string kind)
        where T : TomlNode
    {
        if (Typed<TomlArray>(key, "an array") is not TomlArray array)
            return null;
        var items = new T[array.Items.Count];
        bool isWhole = true;
        for (int i = 0; i < items.Length; i++)
        {
            if (array.Items[i] is T item)
                items[i] = item;
            else
            {
                Add($"{key}[{i}]", array.Items[i].Span, $"expected {kind}, found {array.Items[i].Kind}");
                isWhole = false;
            }
        }
        return isWhole ? items : null;
    }

    private Marker? ToMarker(string key, TomlString text)
    {
        if (!Packaging.Requirements.Marker.TryParse(text.Value, out Marker? marker, out ParseError? error))
            Add(key, PartOf(text, error), error.Message);
        return marker;
    }

    private bool IsNormalized(string key, TomlString text)
    {
        string name = text.Value;
        bool normalized = name.Length > 0
            && name.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c) || c == '-')
            && !name.StartsWith('-') && !name.EndsWith('-') && !name.Contains("--", StringComparison.Ordinal);
        if (!normalized)
            Add(key, text.Span, $"`{name}` is not a normalised name");
        return normalized;
    }

    /// <summary>The offending part of a string, as far as its notation lets one tell: an escape shifts what follows it.</summary>
    private static SourceSpan PartOf(TomlString text, ParseError error) => text.Span.Length == text.Value.Length + 2
        ? text.Span with { Column = text.Span.Column + 1 + error.Position, Length = error.Length }
        : text.Span;
}

/// <summary>One thing that the specification forbids.</summary>
/// <param name="Path">The key that is to blame, such as <c>packages[0].wheels[1].hashes</c>.</param>
internal sealed record LockProblem(string Path, SourceSpan Where, string Message);

using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks;

/// <summary>
/// A table of a lock file whose keys are read by type. A key that is missing or wrong reads as null; what is wrong is put on a list, under
/// the path that <c>packaging</c> gives it.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="path">The keys that lead to it; empty for the root.</param>
/// <param name="where">Blamed for a key that is missing; null for the table's own place.</param>
/// <param name="errors">Receives what is wrong.</param>
internal sealed class PylockTable(TomlTable table, string path, SourceSpan? where, List<PylockError> errors)
{
    private readonly int _errorsBefore = errors.Count;

    public SourceSpan Where => where ?? table.Span;

    /// <summary>Has anything in it, or below, been wrong so far?</summary>
    public bool HasErrors => errors.Count > _errorsBefore;

    public List<PylockError> Errors => errors;

    /// <summary>The table itself.</summary>
    public TomlTable Toml => table;

    public IEnumerable<string> Keys => table.Select(member => member.Key);

    public SourceSpan PlaceOf(string key) => table[key]?.Span ?? Where;

    public void Add(string key, SourceSpan at, string message) => errors.Add(new PylockError(PathOf(key), at, message));

    public string? Text(string key) => Typed<TomlString>(key, "a string")?.Value;

    public string? RequiredText(string key) => Required(key) ? Text(key) : null;

    public bool? Boolean(string key) => Typed<TomlBoolean>(key, "a boolean")?.Value;

    /// <summary>A size: what does not fit is as good as not told.</summary>
    public long? Integer(string key)
    {
        TomlInteger? number = Typed<TomlInteger>(key, "an integer");
        return number is not null && number.Value >= 0 && number.Value <= long.MaxValue ? (long)number.Value : null;
    }

    public TomlDateTime? DateTime(string key)
    {
        TomlDateTime? value = Typed<TomlDateTime>(key, "a date-time");
        if (value is null or { Date: not null, Time: not null })
            return value;
        Add(key, value.Span, $"expected a date-time, found {value.Kind}");
        return null;
    }

    public PylockTable? Table(string key) =>
        Typed<TomlTable>(key, "a table") is TomlTable child ? new PylockTable(child, PathOf(key), null, errors) : null;

    /// <summary>A table that is only looked at as a whole.</summary>
    public TomlTable? PlainTable(string key) => Typed<TomlTable>(key, "a table");

    public bool Required(string key)
    {
        if (table[key] is not null)
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

    public ImmutableArray<PylockTable> Tables(string key) =>
        [.. (Items<TomlTable>(key, "a table") ?? []).Select((item, i) => new PylockTable(item, PathOf($"{key}[{i}]"), null, errors))];

    public ImmutableArray<PylockTable> RequiredTables(string key) => Required(key) ? Tables(key) : [];

    private string PathOf(string key) => (path, key) switch
    {
        ("", _) => key,
        (_, "") => path,
        _ => $"{path}.{key}",
    };

    private T? Typed<T>(string key, string kind)
        where T : TomlNode
    {
        TomlNode? value = table[key];
        if (value is not (null or T))
            Add(key, value.Span, $"expected {kind}, found {value.Kind}");
        return value as T;
    }

    private List<T>? Items<T>(string key, string kind)
        where T : TomlNode
    {
        if (Typed<TomlArray>(key, "an array") is not TomlArray array)
            return null;
        for (int i = 0; i < array.Items.Count; i++)
        {
            if (array.Items[i] is not T)
                Add($"{key}[{i}]", array.Items[i].Span, $"expected {kind}, found {array.Items[i].Kind}");
        }
        return array.Items.All(item => item is T) ? [.. array.Items.Cast<T>()] : null;
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

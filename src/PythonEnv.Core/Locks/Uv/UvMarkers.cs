using System.Collections.Immutable;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Uv;

/// <summary>The markers of one lock. A lock repeats few of them thousands of times, so each text is parsed once.</summary>
internal sealed class UvMarkers
{
    private readonly Dictionary<string, Marker> _parsed = new(StringComparer.Ordinal);

    /// <summary>The marker of that key; null without one, or after a reported error.</summary>
    public Marker? Read(LockTable table, string key)
    {
        if (table.Text(key) is not { } text)
            return null;
        if (!_parsed.TryGetValue(text, out Marker? marker) && (marker = table.Marker(key)) is not null)
            _parsed[text] = marker;
        return marker;
    }

    public static ImmutableArray<Marker> ReadAll(LockTable table, string key) => table.Markers(key) ?? [];
}

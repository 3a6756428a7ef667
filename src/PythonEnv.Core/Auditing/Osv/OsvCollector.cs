using System.Text.Json;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Auditing.Osv;

/// <summary>Reads many records and keeps those that speak of the names. A damaged one is counted and harms no other.</summary>
internal sealed class OsvCollector(IReadOnlySet<PackageName> names)
{
    private readonly List<Advisory> _advisories = [];
    private string? _firstDamage;
    private int _damaged;

    public IReadOnlyList<Advisory> Advisories => _advisories;

    /// <summary>How many records there were, damaged ones included.</summary>
    public int Records { get; private set; }

    /// <summary>What was wrong, as a clause; null if nothing was.</summary>
    public string? Problem =>
        _damaged == 0 ? null : _damaged == 1 ? _firstDamage : $"{_firstDamage}; and so with {_damaged - 1} more of {Records}";

    /// <summary>A file: one record, a list of them, or an object with a list of them as <c>vulns</c>.</summary>
    /// <param name="place">For messages.</param>
    public void Add(ReadOnlyMemory<byte> json, string place)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(WithoutMark(json));
            JsonElement root = document.RootElement;
            JsonElement list = root.ValueKind == JsonValueKind.Array ? root : root.Member("vulns");
            if (list.ValueKind != JsonValueKind.Array)
                AddRecord(root, place);
            else
            {
                foreach (JsonElement record in list.EnumerateArray())
                    AddRecord(record, place);
            }
        }
        // A name that is not UTF-8 comes to light only when one is looked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Records++;
            AddDamage(place, $"it is not JSON: {e.Message.TrimEnd('.')}");
        }
    }

    public void AddDamage(string place, string reason)
    {
        _damaged++;
        _firstDamage ??= $"`{place}` can't be read: {reason}";
    }

    private void AddRecord(JsonElement record, string place)
    {
        Records++;
        try
        {
            if (OsvRecord.Read(record, names) is { } advisory)
                _advisories.Add(advisory);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            AddDamage(place, e is FormatException ? e.Message : "a text of it is not UTF-8");
        }
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) => json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
}

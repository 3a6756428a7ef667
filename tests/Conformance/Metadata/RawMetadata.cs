using System.Collections.Immutable;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Conformance.Metadata;

/// <summary>
/// METADATA sorted by the fields of the specification: what has the shape its field asks for, and what has not (an unknown field, a
/// repeated one, bytes that are no UTF-8). Equal to <c>packaging.metadata.parse_email</c>.
/// </summary>
/// <param name="Fields">By lower-case header name. A text field has one value; keywords and lists have theirs; a labelled URL is
/// <c>label, URL</c>.</param>
/// <param name="Unparsed">By lower-case header name, all values as written.</param>
internal sealed record RawMetadata(
    ImmutableSortedDictionary<string, ImmutableArray<string>> Fields,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Unparsed)
{
    public static RawMetadata Of(MetadataFile metadata)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var unparsed = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (IGrouping<string, MetadataHeader> headers in metadata.Core.Headers.GroupBy(
            header => header.Name.ToLowerInvariant(), StringComparer.Ordinal))
        {
            ImmutableArray<string> values = [.. headers.Select(header => header.Value)];
            if (headers.All(header => header.IsUtf8) && TryShape(headers.Key, values, out ImmutableArray<string> shaped))
                fields[headers.Key] = shaped;
            else
                unparsed[headers.Key] = values;
        }
        AddBody(metadata, fields, unparsed);
        return new RawMetadata(fields.ToImmutable(), unparsed.ToImmutable());
    }

    /// <summary>The parts of one <c>Project-URL</c>; the URL is empty where there is no comma.</summary>
    public static (string Label, string Url) SplitLabelledUrl(string value)
    {
        int comma = value.IndexOf(',', StringComparison.Ordinal);
        return comma < 0
            ? (PythonText.Trim(value).ToString(), "")
            : (PythonText.Trim(value.AsSpan(0, comma)).ToString(), PythonText.Trim(value.AsSpan(comma + 1)).ToString());
    }

    /// <summary>The description may stand in the body or in a header; in both it is ambiguous.</summary>
    private static void AddBody(
        MetadataFile metadata,
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Builder fields,
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Builder unparsed)
    {
        if (metadata.Body is [])
            return;
        string body = metadata.BodyText;
        if (unparsed.TryGetValue("description", out ImmutableArray<string> repeated))
        {
            unparsed["description"] = repeated.Add(body);
        }
        else if (metadata.IsBodyUtf8 && fields.Remove("description", out ImmutableArray<string> header))
        {
            unparsed["description"] = header.Add(body);
        }
        else if (metadata.IsBodyUtf8)
        {
            fields["description"] = [body];
        }
        else
        {
            unparsed["description"] = [body];
        }
    }

    private static bool TryShape(string name, ImmutableArray<string> values, out ImmutableArray<string> shaped)
    {
        shaped = values;
        if (!MetadataField.All.TryGetValue(name, out MetadataField? field))
            return false;
        switch (field.Kind)
        {
            case MetadataFieldKind.Text:
                return values.Length == 1;
            case MetadataFieldKind.CommaSeparated:
                shaped = [.. values[0].Split(',').Select(part => PythonText.Trim(part).ToString())];
                return values.Length == 1;
            case MetadataFieldKind.LabelledUrls:
                return values.Select(value => SplitLabelledUrl(value).Label).Distinct(StringComparer.Ordinal).Count() == values.Length;
            default:
                // An empty Import-Name says that there is nothing to import.
                if (name == "import-name" && values is [""])
                    shaped = [];
                return true;
        }
    }
}

using System.Text;
using System.Text.Json;
using PythonEnv.Conformance.Metadata;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Conformance.Sets;

/// <summary>What an installed distribution says of itself, and the marker of an externally managed interpreter.</summary>
internal static class DistInfoSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("distinfo/metadata", (@case, _) => Metadata(@case)),
        new("distinfo/record", (@case, _) => Record(@case)),
        new("distinfo/record_verify", (@case, _) => RecordVerify(@case)),
        new("distinfo/entry_points", (@case, _) => Scripts(@case)),
        new("index/pep668", (@case, _) => Pep668(@case)),
    ];

    private static string? Metadata(JsonElement @case)
    {
        MetadataFile file = MetadataFile.Parse(Bytes(@case.GetProperty("in")));
        CoreMetadata metadata = file.Core;
        var pip = new
        {
            name = metadata.Name,
            version = metadata.Version,
            requires_python = metadata.RequiresPython,
            requires_dist = metadata.RequiresDist,
            provides_extra = metadata.ProvidesExtra,
            invalid_requires_dist = metadata.RequiresDist.Where(text => !Requirement.TryParse(text, out _, out _)),
        };
        return Difference.Of(@case.GetProperty("pip"), pip) ?? Packaging(@case, file);
    }

    private static string? Packaging(JsonElement @case, MetadataFile metadata)
    {
        JsonElement expected = @case.TryGetProperty("head", out JsonElement head) ? head : @case.GetProperty("packaging");
        RawMetadata raw = RawMetadata.Of(metadata);
        string[] errors = [.. MetadataValidator.Validate(raw).Select(problem => problem.Field)];
        return Difference.Of(
            expected.GetProperty("raw"),
            raw.Fields.ToDictionary(field => MetadataField.All[field.Key].Key, field => Value(field.Key, [.. field.Value])))
            ?? Difference.Of(
                expected.GetProperty("unparsed"),
                raw.Unparsed.ToDictionary(field => field.Key, field => Unparsed(field.Key, [.. field.Value], metadata)))
            ?? Expect.Same("valid", expected.Flag("valid"), errors.Length == 0)
            ?? (errors.Length == 0 ? null : Expect.SameSequence("errors", expected.Texts("errors").Order(StringComparer.Ordinal), errors));
    }

    private static object Value(string field, string[] values) => MetadataField.All[field].Kind switch
    {
        MetadataFieldKind.Text => values[0],
        MetadataFieldKind.LabelledUrls => values.Select(RawMetadata.SplitLabelledUrl).ToDictionary(url => url.Label, url => url.Url),
        _ => values,
    };

    /// <summary>A body that is no UTF-8 stays bytes.</summary>
    private static object[] Unparsed(string field, string[] values, MetadataFile metadata) => field != "description" || metadata.IsBodyUtf8
        ? values
        : [.. values[..^1], new { b64 = Convert.ToBase64String(metadata.Body) }];

    /// <summary>
    /// <c>entries</c> end where the row of a case has the wrong number of columns; ours go on, as those of Python's csv module.
    /// </summary>
    private static string? Record(JsonElement @case)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(@case.Text("in"));
        RecordFile record = RecordFile.Parse(bytes);
        int end = record.Problems.FirstOrDefault(problem => problem.Kind == RecordProblemKind.Columns)?.Row ?? int.MaxValue;
        bool isCut = @case.TryGetProperty("error", out _);
        var entries = record.Entries
            .Take(end)
            .Select((entry, row) => Entry(entry, [.. record.Problems.Where(problem => problem.Row == row)]));
        return Expect.Same("error", isCut, end != int.MaxValue)
            ?? Expect.SameSequence("entries", @case.GetProperty("entries").EnumerateArray().Select(Summary), entries)
            ?? (@case.TryGetProperty("csv_rows", out JsonElement rows) ? Difference.Of(rows, Rows(bytes)) : null);
    }

    private static string Entry(RecordEntry entry, RecordProblem[] problems) => problems.Length > 0
        ? $"{entry.Path}: {problems.Length} issues"
        : $"{entry.Path}, {entry.Algorithm}, {entry.Digest}, {entry.Size}";

    private static string Summary(JsonElement entry) => entry.TryGetProperty("issues", out JsonElement issues)
        ? $"{entry.Text("path")}: {issues.GetArrayLength()} issues"
        : $"{entry.Text("path")}, {entry.TextOrNull("algorithm")}, {entry.TextOrNull("digest")}, {entry.GetProperty("size")}";

    private static List<string[]> Rows(byte[] bytes)
    {
        var rows = new List<string[]>();
        string[] fields = new string[16];
        var reader = new CsvReader(bytes);
        for (int count; (count = reader.Read(fields)) >= 0;)
            rows.Add(fields[..count]);
        return rows;
    }

    private static string? RecordVerify(JsonElement @case)
    {
        RecordFile record = RecordFile.Parse(Encoding.UTF8.GetBytes(@case.Text("entry")));
        bool matches = record is { Problems: [], Entries: [{ } entry] }
            && entry.Matches(@case.GetProperty("data_b64").GetBytesFromBase64());
        return Expect.Same("ok", @case.Flag("ok"), matches);
    }

    private static string? Scripts(JsonElement @case)
    {
        EntryPoints points = EntryPoints.Parse(@case.Text("in"));
        if (@case.GetProperty("scripts").ValueKind == JsonValueKind.String)
            return points.Problems.Length > 0 ? null : "accepted";
        return points.Problems is [{ } problem, ..]
            ? problem.Message
            : Difference.Of(
                @case.GetProperty("scripts"),
                points.Scripts.Select(script => new[] { script.Name, script.Module, script.Attribute, script.IsGui ? "gui" : "console" }));
    }

    private static string? Pep668(JsonElement @case)
    {
        string? message = ExternallyManaged.Parse(Bytes(@case.GetProperty("body"))).Message;
        string? expected = @case.Flag("uses_default_message") ? null : @case.TextOrNull("message");
        return IsCrash(expected) ? null : Expect.Same("message", expected, message);
    }

    /// <summary>Where the oracle itself ends with an exception, any answer is better.</summary>
    private static bool IsCrash(string? expected) => expected?.StartsWith("error:", StringComparison.Ordinal) ?? false;

    private static byte[] Bytes(JsonElement file) =>
        file.TryGetProperty("b64", out JsonElement base64) ? base64.GetBytesFromBase64() : Encoding.UTF8.GetBytes(file.Text("text"));
}

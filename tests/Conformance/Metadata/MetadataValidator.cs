using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Conformance.Metadata;

/// <summary>A field that does not conform to the specification.</summary>
/// <param name="Field">Lower-case header name.</param>
/// <param name="Message">A phrase without full stop.</param>
internal sealed record MetadataProblem(string Field, string Message);

/// <summary>
/// Checks METADATA against the core metadata specification up to 2.6, as <c>packaging.metadata.Metadata</c> does. The identifiers of a
/// licence expression are not looked up in SPDX's list, which grows by itself.
/// </summary>
internal static class MetadataValidator
{
    // Python language reference, 2.3.1.
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.Ordinal,
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
        "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
        "return", "try", "while", "with", "yield");

    /// <summary>Where <c>str.splitlines()</c> ends a line.</summary>
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029");

    private static readonly string[] Required = ["metadata-version", "name", "version"];

    /// <summary>All that is wrong, one finding per field, in order of the fields' names; empty for conforming metadata.</summary>
    public static ImmutableArray<MetadataProblem> Validate(RawMetadata raw)
    {
        var problems = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string field in raw.Unparsed.Keys)
            problems[field] = MetadataField.All.ContainsKey(field) ? "it is repeated, malformed or not UTF-8" : "the field is not known";
        string? version = raw.Fields.TryGetValue("metadata-version", out ImmutableArray<string> declared) ? declared[0] : null;
        int age = version is null ? -1 : MetadataField.Versions.IndexOf(version);
        foreach (string field in Required)
        {
            if (!raw.Fields.ContainsKey(field))
                problems.TryAdd(field, "it is required");
        }
        foreach ((string name, ImmutableArray<string> values) in raw.Fields)
        {
            MetadataField field = MetadataField.All[name];
            string? problem = age >= 0 && MetadataField.Versions.IndexOf(field.Since) > age
                ? $"it came with metadata version {field.Since}, not {version}"
                : ProblemOf(name, values);
            if (problem is not null)
                problems.TryAdd(name, problem);
        }
        return [.. problems.Select(problem => new MetadataProblem(problem.Key, problem.Value))];
    }

    private static int IndexOf(this IReadOnlyList<string> versions, string version)
    {
        int index = versions.Count - 1;
        while (index >= 0 && versions[index] != version)
            index--;
        return index;
    }

    private static string? ProblemOf(string field, ImmutableArray<string> values) => field switch
    {
        "metadata-version" => MetadataField.Versions.IndexOf(values[0]) < 0 ? $"`{values[0]}` is not a version of the specification" : null,
        "name" => PackageName.IsValid(values[0]) ? null : $"`{values[0]}` is not a project name",
        "version" => PythonVersion.TryParse(values[0], out _) ? null : $"`{values[0]}` is not a version",
        "summary" => values[0].AsSpan().ContainsAny(LineEnds) ? "it has more than one line" : null,
        "description-content-type" => ContentTypeProblem(values[0]),
        "requires-python" => SpecifierSet.TryParse(values[0], out _, out ParseError? error) ? null : error.Message,
        "license-expression" => LicenseExpression.IsWellFormed(values[0]) ? null : $"`{values[0]}` is not an SPDX expression",
        _ => values.Select(value => ItemProblem(field, value)).FirstOrDefault(problem => problem is not null),
    };

    private static string? ItemProblem(string field, string value) => field switch
    {
        "dynamic" => DynamicProblem(value.ToLowerInvariant()),
        "provides-extra" => PackageName.IsValid(value) ? null : $"`{value}` is not the name of an extra",
        "requires-dist" => Requirement.TryParse(value, out _, out ParseError? error) ? null : $"`{value}`: {error.Message}",
        "license-file" => LicenseFileProblem(value),
        "import-name" or "import-namespace" => ImportNameProblem(value),
        _ => null,
    };

    private static string? DynamicProblem(string value) =>
        Required.Contains(value) ? $"`{value}` can't be dynamic"
        : MetadataField.All.ContainsKey(value) ? null
        : $"`{value}` is not a field";

    private static string? LicenseFileProblem(string path) =>
        path.Contains("..", StringComparison.Ordinal) ? $"`{path}` leads out of the folder"
        : path.Contains('*', StringComparison.Ordinal) ? $"`{path}` is a pattern, not a path"
        : path.StartsWith('/') || (path.Length > 1 && path[1] == ':') ? $"`{path}` is not relative"
        : path.Contains('\\', StringComparison.Ordinal) ? $"`{path}` is not divided by `/`"
        : path != CollapseSlashes(path) ? $"`{path}` is not in its simplest form"
        : null;

    private static string CollapseSlashes(string path) =>
        string.Join('/', path.Split('/').Where(part => part.Length > 0 && part != ".")) is { Length: > 0 } simple ? simple : ".";

    private static string? ImportNameProblem(string value)
    {
        string[] parts = value.Split(';', 2);
        string name = parts[0].TrimEnd();
        foreach (string identifier in name.Split('.'))
        {
            if (!PythonIdentifier.IsIdentifier(identifier) || Keywords.Contains(identifier))
                return $"`{identifier}` is not an identifier";
        }
        return parts.Length == 2 && parts[1].TrimStart() != "private" ? $"`{value}` may be followed by `; private` only" : null;
    }

    private static string? ContentTypeProblem(string value)
    {
        if (!ContentType.TryParse(value, out ContentType? type))
            return $"`{value}` is not a content type";
        if (type.MediaType is not ("text/plain" or "text/x-rst" or "text/markdown"))
            return $"`{type.MediaType}` is not one of text/plain, text/x-rst and text/markdown";
        if (type["charset"] is { } charset && !charset.Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
            return $"the charset is `{charset}`, not UTF-8";
        if (type.MediaType == "text/markdown" && type["variant"] is { } variant && variant is not ("GFM" or "CommonMark"))
            return $"`{variant}` is not a variant of Markdown";
        return null;
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Conformance.Resolving;

/// <summary>The small universe of a resolver case.</summary>
internal sealed class CaseIndex
{
    private readonly Dictionary<string, Requirement> _parsed = new(StringComparer.Ordinal);

    /// <param name="index">Versions by name, records by version.</param>
    public CaseIndex(JsonElement index)
    {
        var packages = new Dictionary<PackageName, ImmutableArray<CaseRecord>>();
        foreach (JsonProperty package in index.EnumerateObject())
        {
            packages[PackageName.Normalize(package.Name)] =
                [.. package.Value.EnumerateObject().Select(version => Read(version.Name, version.Value))
                    .OrderByDescending(record => record.Version)];
        }
        Packages = packages;
    }

    /// <summary>The records of each name, the newest first.</summary>
    public IReadOnlyDictionary<PackageName, ImmutableArray<CaseRecord>> Packages { get; }

    public ImmutableArray<CaseRecord> this[PackageName name] =>
        Packages.TryGetValue(name, out ImmutableArray<CaseRecord> records) ? records : [];

    public CaseRecord? Find(PackageName name, PythonVersion version) => this[name].FirstOrDefault(record => record.Version == version);

    private CaseRecord Read(string version, JsonElement record) => new()
    {
        Text = version,
        Version = PythonVersion.Parse(version),
        Requires = [.. Texts(record, "requires").Select(Parse)],
        Extras = [.. Texts(record, "extras").Select(PackageName.Normalize)],
        RequiresPython = record.TextOrNull("requires_python") is { } python
            && SpecifierSet.TryParse(python, out SpecifierSet? specifiers, out _)
            ? specifiers
            : null,
        Wheels = record.TryGetProperty("wheels", out JsonElement wheels)
            ? [.. wheels.EnumerateArray().Select(wheel => Tags(wheel.GetString()!))]
            : [Tags("py3-none-any")],
        HasSource = record.TryGetProperty("sdist", out JsonElement source) && source.GetBoolean(),
        IsYanked = record.TryGetProperty("yanked", out JsonElement yanked)
            && yanked.ValueKind is JsonValueKind.True or JsonValueKind.String,
        Uploaded = record.TextOrNull("uploaded") is { } time ? CaseOptions.ReadTime(time) : null,
    };

    private Requirement Parse(string text)
    {
        if (!_parsed.TryGetValue(text, out Requirement? requirement))
            _parsed[text] = requirement = CaseOptions.ReadRequirement(text);
        return requirement;
    }

    private static IEnumerable<string> Texts(JsonElement record, string field) =>
        record.TryGetProperty(field, out JsonElement values) ? values.EnumerateArray().Select(value => value.GetString()!) : [];

    /// <summary>A compressed set of tags, written out.</summary>
    private static ImmutableArray<WheelTag> Tags(string text) => text.Split('-') is [var interpreters, var abis, var platforms]
        ? [.. from interpreter in interpreters.Split('.')
              from abi in abis.Split('.')
              from platform in platforms.Split('.')
              select new WheelTag(interpreter, abi, platform)]
        : throw new FormatException($"`{text}` is no tag");
}

/// <summary>A version in the universe of a case.</summary>
internal sealed record CaseRecord
{
    public required string Text { get; init; }

    public required PythonVersion Version { get; init; }

    public required ImmutableArray<Requirement> Requires { get; init; }

    public required ImmutableArray<PackageName> Extras { get; init; }

    public required SpecifierSet? RequiresPython { get; init; }

    public required ImmutableArray<ImmutableArray<WheelTag>> Wheels { get; init; }

    public required bool HasSource { get; init; }

    public required bool IsYanked { get; init; }

    public required DateTimeOffset? Uploaded { get; init; }
}

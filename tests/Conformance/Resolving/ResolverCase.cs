using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Conformance.Resolving;

/// <summary>A question of the resolver corpus.</summary>
internal sealed class ResolverCase
{
    private readonly JsonElement _case;

    public ResolverCase(JsonElement @case, ResolverCorpus corpus)
    {
        _case = @case;
        Index = @case.TextOrNull("index_ref") is { } file ? corpus.Index(file) : new CaseIndex(@case.GetProperty("index"));
        Targets = @case.TextOrNull("env") is { } one
            ? [corpus.Environments[one]]
            : [.. @case.Texts("envs").Select(name => corpus.Environments[name])];
        Options = new CaseOptions(@case.TryGetProperty("options", out JsonElement options) ? options : null);
        JsonElement root = @case.GetProperty("root");
        Requires = Read(root, "requires");
        Constraints = Read(root, "constraints");
        Overrides = Read(root, "overrides");
        Preferences = @case.TryGetProperty("preferences", out JsonElement preferences)
            ? preferences.EnumerateObject().ToDictionary(one => PackageName.Normalize(one.Name), one =>
                PythonVersion.Parse(one.Value.GetString()!))
            : [];
    }

    public string Id => _case.GetProperty("id").GetString()!;

    public CaseIndex Index { get; }

    public ImmutableArray<ResolveTarget> Targets { get; }

    public CaseOptions Options { get; }

    public ImmutableArray<Requirement> Requires { get; }

    public ImmutableArray<Requirement> Constraints { get; }

    public ImmutableArray<Requirement> Overrides { get; }

    public Dictionary<PackageName, PythonVersion> Preferences { get; }

    public JsonElement Expected => _case.GetProperty("expect");

    /// <summary>Must no direct requirement be improvable without another one being worsened?</summary>
    public bool DemandsPareto => _case.TextOrNull("pareto") == "required" || Expected.TextOrNull("pareto") == "required";

    private static ImmutableArray<Requirement> Read(JsonElement root, string field) => root.TryGetProperty(field, out JsonElement lines)
        ? [.. lines.EnumerateArray().Select(line => CaseOptions.ReadRequirement(line.GetString()!))]
        : [];
}

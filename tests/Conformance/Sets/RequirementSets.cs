using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Conformance.Sets;

/// <summary>PEP 508: requirements and markers.</summary>
internal static class RequirementSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("requirements/valid", (@case, _) => RequirementFields(@case)),
        new(
            "requirements/invalid",
            (@case, _) => Verdict(@case, Requirement.TryParse(@case.Text("in"), out var _, out ParseError? error), error)),
        new("markers/valid", (@case, _) => MarkerText(@case)),
        new("markers/invalid", (@case, _) => Verdict(@case, Marker.TryParse(@case.Text("in"), out var _, out ParseError? error), error)),
        new("markers/eval", Evaluate),
    ];

    private const string InvalidMarker = "error:InvalidMarker";

    private static string? RequirementFields(JsonElement @case)
    {
        bool accepted = Requirement.TryParse(@case.Text("in"), out Requirement? requirement, out ParseError? error);
        if (@case.TryGetProperty("head", out JsonElement head) && head.ValueKind == JsonValueKind.String)
            return accepted ? "accepted" : null;
        if (requirement is null)
            return $"rejected: {error}";
        return Expect.Same("name", @case.Text("name"), requirement.Name)
            ?? Expect.Same("canonical", @case.Text("canonical"), requirement.CanonicalName.Value)
            ?? Expect.SameSequence("extras", @case.Texts("extras"), requirement.Extras)
            ?? Expect.Same("specifier", @case.HeadOr("specifier").GetString(), requirement.Specifiers.ToString())
            ?? Expect.SameSequence("clauses", VersionSets.ClausesOf(@case.HeadOr("clauses")), VersionSets.ClausesOf(requirement.Specifiers))
            ?? Expect.Same("url", @case.TextOrNull("url"), requirement.Url)
            ?? Expect.Same("marker", @case.HeadOr("marker").GetString(), requirement.Marker?.ToString())
            ?? Expect.Same("str", @case.HeadOr("str").GetString(), requirement.ToString());
    }

    private static string? MarkerText(JsonElement @case)
    {
        string expected = @case.TextOrNull("head") ?? @case.Text("str");
        bool accepted = Marker.TryParse(@case.Text("in"), out Marker? marker, out ParseError? error);
        if (expected == InvalidMarker)
            return accepted ? "accepted" : null;
        return marker is null ? $"rejected: {error}" : Expect.Same("str", expected, marker.ToString());
    }

    /// <summary>Rejected, with an error that lies in the text; or accepted, where the newest reference implementation accepts.</summary>
    private static string? Verdict(JsonElement @case, bool accepted, ParseError? error)
    {
        bool valid = @case.TextOrNull("head") == "valid";
        if (accepted != valid)
            return accepted ? "accepted" : $"rejected: {error}";
        if (error is null)
            return null;
        bool inside = error is { Position: >= 0, Length: >= 0 } && error.Position + error.Length <= @case.Text("in").Length;
        return inside ? null : $"outside the text: {error}";
    }

    private static string? Evaluate(JsonElement @case, CaseContext context)
    {
        JsonElement expected = @case.TryGetProperty("head", out JsonElement head) ? head : @case.GetProperty("result");
        bool accepted = Marker.TryParse(@case.Text("marker"), out Marker? marker, out ParseError? error);
        if (expected.ValueKind == JsonValueKind.String && expected.GetString() == InvalidMarker)
            return accepted ? "accepted" : null;
        if (marker is null)
            return $"rejected: {error}";

        MarkerSelection selection = MarkerSelection.ForExtra(@case.TextOrNull("extra") ?? "");
        bool defined = marker.TryEvaluate(EnvironmentOf(@case, context), selection, out bool holds, out error);
        string answer = expected.ValueKind == JsonValueKind.String ? "error" : expected.GetBoolean() ? "true" : "false";
        return Expect.Same("result", answer, !defined ? "error" : holds ? "true" : "false");
    }

    private static MarkerEnvironment EnvironmentOf(JsonElement @case, CaseContext context)
    {
        JsonElement values = @case.TryGetProperty("environment", out JsonElement inline)
            ? inline
            : context.Sibling("environments.json").First(named => named.Text("name") == @case.Text("env")).GetProperty("environment");
        return MarkerEnvironments.Read(values);
    }
}

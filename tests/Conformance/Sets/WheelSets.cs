using System.Globalization;
using System.Text.Json;
using PythonEnv.Conformance.Tags;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Conformance.Sets;

/// <summary>File names of wheels and sdists; the tags of interpreters, simulated platforms and targets; which wheel fits where.</summary>
internal static class WheelSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("wheels/filenames", (@case, _) => Wheel(@case)),
        new("wheels/sdists", (@case, _) => Sdist(@case)),
        new("wheels/interpreters", Interpreter),
        new("wheels/platforms", (@case, _) => Platform(@case)),
        new("wheels/pip_target", (@case, _) => Target(@case)),
        new("wheels/compat", Compatibility),
    ];

    private static string? Wheel(JsonElement @case)
    {
        bool valid = WheelFileName.TryParse(@case.Text("in"), out WheelFileName? wheel, out ParseError? error);
        if (!IsAccepted(@case))
            return valid ? "accepted" : null;
        if (!valid)
            return error!.Message;
        return Expect.Same("name", @case.Text("name"), wheel!.Name.Value)
            ?? Expect.Same("version", @case.Text("version"), wheel.Version.ToString())
            ?? Expect.SameSequence(
                "build", @case.TextsOrNull("build"),
                wheel.Build is { } build ? [build.Number.ToString(CultureInfo.InvariantCulture), build.Suffix] : null)
            ?? Expect.SameSequence("tags", @case.Texts("tags"), wheel.Tags.Select(tag => tag.ToString()).Order(StringComparer.Ordinal));
    }

    private static string? Sdist(JsonElement @case)
    {
        bool valid = SdistFileName.TryParse(@case.Text("in"), out SdistFileName? sdist, out ParseError? error);
        if (!IsAccepted(@case))
            return valid ? "accepted" : null;
        if (!valid)
            return error!.Message;
        return Expect.Same("name", @case.Text("name"), sdist!.Name.Value)
            ?? Expect.Same("version", @case.Text("version"), sdist.Version.ToString());
    }

    private static bool IsAccepted(JsonElement @case) =>
        @case.TryGetProperty("head", out JsonElement head) ? head.ValueKind == JsonValueKind.Object : @case.Flag("ok");

    /// <summary>
    /// Where the list was recorded by packaging, all of it is compared. It never ran on the oldest interpreters, which the product
    /// refuses too; there only the pure-Python tags are, which that interpreter's own pip has as well.
    /// </summary>
    private static string? Interpreter(JsonElement @case, CaseContext context)
    {
        SupportedTags tags = SupportedTags.For(RecordedTarget.InterpreterFacts(@case, context));
        if (@case.TextsOrNull("sys_tags") is not { } expected)
        {
            return Expect.SameSequence(
                "pure tags",
                @case.Texts("own_pip_supported").Where(IsPure),
                tags.Select(tag => tag.ToString()).Where(IsPure));
        }
        return Expect.SameSequence("sys_tags", expected, RecordedTarget.AsPrintedBy(@case.Text("sys_tags_by"), tags))
            ?? Prefix("head_first10", @case.TryGetProperty("head_first10", out _) ? @case.Texts("head_first10") : null, tags);
    }

    private static bool IsPure(string tag) =>
        tag.StartsWith("py", StringComparison.Ordinal) && tag.EndsWith("-none-any", StringComparison.Ordinal);

    private static string? Platform(JsonElement @case)
    {
        SupportedTags tags = SupportedTags.For(RecordedTarget.PlatformFacts(@case));
        List<string> printed = RecordedTarget.AsPrintedBy("packaging 24.1", tags);
        string first = string.Join('-', printed[0].Split('-')[..2]) + "-";
        return Expect.SameSequence("tags", @case.Texts("tags"), printed)
            ?? Expect.SameSequence(
                "platforms", @case.Texts("platforms"),
                printed.TakeWhile(tag => tag.StartsWith(first, StringComparison.Ordinal)).Select(tag => tag[first.Length..]))
            ?? Prefix("head_tags", @case.TryGetProperty("head_tags", out _) ? @case.Texts("head_tags") : null, tags)
            ?? Prefix("head_order", @case.TextOrNull("head_order")?.Split(": ")[1].Split(", "), tags);
    }

    private static string? Target(JsonElement @case)
    {
        JsonElement input = @case.GetProperty("in");
        string? version = input.TextOrNull("python_version");
        var target = new TargetPython
        {
            Platforms = input.TextsOrNull("platforms") is { } platforms ? [.. platforms] : null,
            Major = version is null ? null : version[0] - '0',
            Minor = version is { Length: > 1 } ? int.Parse(version.AsSpan(1), CultureInfo.InvariantCulture) : null,
            Implementation = input.TextOrNull("implementation"),
            Abis = input.TextsOrNull("abis") is { } abis ? [.. abis] : null,
        };
        List<string> printed = RecordedTarget.AsPrintedBy("packaging 24.1", target.Tags(RecordedTarget.Oracle));
        return Expect.Same("count", @case.GetProperty("count").GetInt32(), printed.Count)
            ?? Prefix("tags", @case.Texts("tags"), printed);
    }

    private static string? Compatibility(JsonElement @case, CaseContext context)
    {
        if (!WheelFileName.TryParse(@case.Text("wheel"), out WheelFileName? wheel, out ParseError? error))
            return error.Message;
        return Expect.Same(
            "rank", @case.GetProperty("rank").GetInt32(), RecordedTarget.Tags(@case.Text("target"), context).RankOf(wheel.Tags) ?? -1);
    }

    /// <summary>A list that ends with <c>...</c> says how the other one begins, any other list all of it.</summary>
    private static string? Prefix(string what, string[]? expected, IEnumerable<WheelTag> tags) =>
        Prefix(what, expected, [.. tags.Select(tag => tag.ToString())]);

    private static string? Prefix(string what, string[]? expected, List<string> tags) => expected switch
    {
        null => null,
        [.. var beginning, "..."] => Expect.SameSequence(what, beginning, tags.Take(beginning.Length)),
        _ => Expect.SameSequence(what, expected, what == "head_first10" ? tags.Take(expected.Length) : tags),
    };
}

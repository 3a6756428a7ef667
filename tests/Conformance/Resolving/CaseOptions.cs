using System.Globalization;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Conformance.Resolving;

/// <summary>The <c>options</c> of a resolver case.</summary>
internal sealed class CaseOptions(JsonElement? options)
{
    public string Prerelease => Text("prerelease") ?? "if-necessary";

    public string Resolution => Text("resolution") ?? "highest";

    /// <summary>Does only a declaration open a yanked version? Else anybody who pins it does.</summary>
    public bool OnlyRootsOpenYanked => Text("yanked") == "pinned-by-root";

    public DateTimeOffset? ExcludeNewer => Text("exclude_newer") is { } time ? ReadTime(time) : null;

    public bool IgnoresDependencies => Flag("no_deps");

    public bool IgnoresRequiresPython => Flag("ignore_requires_python");

    public bool AllowsSource(PackageName name) => Text("sdists") != "refuse" && !Names("no_build", name);

    public bool AllowsWheels(PackageName name) => !Names("no_binary", name);

    public static DateTimeOffset ReadTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static Requirement ReadRequirement(string text) =>
        Requirement.TryParse(text, out Requirement? requirement, out ParseError? error)
        ? requirement
        : throw new FormatException($"`{text}`: {error.Message}");

    private string? Text(string name) => options?.TextOrNull(name);

    private bool Flag(string name) => options is { } all && all.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private bool Names(string option, PackageName name) => options is { } all && all.TryGetProperty(option, out JsonElement names)
        && names.EnumerateArray().Any(one => one.GetString() is ":all:" || PackageName.Normalize(one.GetString()!) == name);
}

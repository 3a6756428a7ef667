using System.Text.Json;
using PythonEnv.Conformance.Tags;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Conformance.Sets;

/// <summary>Lock files: verdicts and places of errors, file names, and what is chosen for a target.</summary>
internal static class PylockSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("pylock/cases", (@case, _) => Read(@case)),
        new("pylock/filenames", (@case, _) => Expect.Same("ok", @case.Flag("ok"), PylockFile.IsFileName(@case.Text("in")))),
        new("pylock/select", Select),
    ];

    private static string? Read(JsonElement @case)
    {
        PylockReading reading = PylockReader.Read(@case.Utf8("in"), "pylock.toml");
        return Expect.Same("verdict", @case.Text("verdict"), VerdictOf(reading))
            ?? (reading.Verdict == PylockVerdict.Invalid ? Expect.Same("where", @case.TextOrNull("where"), reading.Errors[0].Path) : null)
            ?? (reading.File is PylockFile file ? Compare(@case, file) : null);
    }

    private static string VerdictOf(PylockReading reading) => reading.Verdict switch
    {
        PylockVerdict.Valid => "valid",
        PylockVerdict.Invalid => "invalid",
        PylockVerdict.UnsupportedVersion => "unsupported-version",
        _ => "toml-error",
    };

    private static string? Compare(JsonElement @case, PylockFile file) =>
        Expect.Same("minor_version_warning", @case.Flag("minor_version_warning"), file.HasNewerMinorVersion)
        ?? Difference.Of(@case.GetProperty("packages"), file.Packages.Select(package => new
        {
            name = package.Name.Value,
            version = package.Version?.ToString(),
            kind = KindOf(package),
        }));

    private static string KindOf(LockEntry package) => package switch
    {
        { Vcs: not null } => "vcs",
        { Directory: not null } => "directory",
        { Archive: not null } => "archive",
        { Sdist: not null, Wheels.IsEmpty: false } => "sdist+wheels",
        { Sdist: not null } => "sdist",
        _ => "wheels",
    };

    private static string? Select(JsonElement @case, CaseContext context)
    {
        JsonElement? source = Find(context, "cases.json", "id", @case.Text("pylock"));
        JsonElement? target = Find(context, "targets.json", "name", @case.Text("target"));
        if (source is null || target is null)
            return $"no lock `{@case.Text("pylock")}` or no target `{@case.Text("target")}` in {context.Folder}";
        PylockReading reading = PylockReader.Read(source.Value.Utf8("in"), "pylock.toml");
        if (reading.File is not PylockFile file)
            return $"the lock is not valid: {string.Join("; ", reading.Diagnostics)}";

        var tags = new SupportedTags(target.Value.Texts("tags").Select(WheelTags.Parse));
        var selector = new PylockSelector(file, "pylock.toml", MarkerEnvironments.Read(target.Value.GetProperty("environment")), tags);
        PylockSelection selection = selector.Select(@case.TextsOrNull("extras"), @case.TextsOrNull("groups"));
        if (@case.TextOrNull("error") is not null)
            return selection.Errors.IsEmpty ? "selected, though there is an error" : null;
        return selection.Errors.IsEmpty
            ? Difference.Of(@case.GetProperty("selected"), selection.Choices.Select(Show))
            : string.Join("; ", selection.Errors);
    }

    private static object Show(LockChoice choice) => new
    {
        name = choice.Package.Name.Value,
        version = choice.Package.Version?.ToString(),
        kind = choice.Source is LockWheel ? "wheel" : KindOf(choice.Package with { Wheels = [] }),
        file = (choice.Source as LockDistribution)?.FileName,
    };

    private static JsonElement? Find(CaseContext context, string sibling, string key, string value)
    {
        JsonElement[] cases = context.Sibling(sibling);
        int index = Array.FindIndex(cases, @case => @case.Text(key) == value);
        return index < 0 ? null : cases[index];
    }
}

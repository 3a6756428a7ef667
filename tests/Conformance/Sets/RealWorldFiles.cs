using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Conformance.Sets;

/// <summary>Real files, read by themselves: what they include is not read, and the folders that they name are taken to exist.</summary>
internal static class RealWorldFiles
{
    public static string? Run(JsonElement @case, CaseContext context)
    {
        string path = Path.Combine(context.Folder, @case.GetProperty("file").GetString()!);
        RequirementsFile read = RequirementsFileReader.Read(path, new RequirementsReadOptions
        {
            WorkingDirectory = Path.GetDirectoryName(path)!,
            Source = new Lone(path),
        });
        JsonElement[] entries = [.. @case.GetProperty("entries").EnumerateArray()];
        JsonElement[] known = [.. entries.Where(entry => Text(entry, "why") != "options")];
        if (known.Length != read.Lines.Length)
            return $"{known.Length} lines expected, {read.Lines.Length} read";
        for (int i = 0; i < known.Length; i++)
        {
            if (Difference(known[i], read.Lines[i]) is string difference)
                return $"line {known[i].GetProperty("line")}: {difference}";
        }
        foreach (JsonElement entry in entries.Where(entry => Text(entry, "why") == "options"))
        {
            if (!read.Diagnostics.Any(
                found => found.Severity == Severity.Error && found.Where.Line == entry.GetProperty("line").GetInt32()))
                return $"line {entry.GetProperty("line")}: no diagnostic";
        }
        DeclaredRequirement[] requirements = [.. read.Requirements];
        bool readable = read.Lines.All(line => line.RequirementText is null || line.Requirement is not null)
            && known.Length == entries.Length;
        bool pinned = readable && requirements.Length > 0 && requirements.All(requirement => requirement.PinClass.IsPinned());
        bool hashed = readable && requirements.Length > 0 && requirements.All(requirement => requirement.HasHash);
        return Compare("fully_pinned", @case.GetProperty("fully_pinned").GetBoolean(), pinned)
            ?? Compare("fully_hashed", @case.GetProperty("fully_hashed").GetBoolean(), hashed);
    }

    private static string? Difference(JsonElement expected, RequirementsLine line)
    {
        string kind = line switch
        {
            { RequirementText: not null, Requirement: null } => "error",
            { Kind: RequirementsLineKind.Requirement } => "requirement",
            { Kind: RequirementsLineKind.Editable } => "editable",
            { Kind: RequirementsLineKind.Options } => "options",
            { Kind: RequirementsLineKind.Include } => "include",
            _ => "include-constraint",
        };
        if ((Compare("line", expected.GetProperty("line").GetInt32(), line.Where.Line)
            ?? Compare("kind", Text(expected, "kind"), kind)) is string difference)
            return difference;
        if (line.Requirement is not { } requirement)
            return null;
        string extras = expected.TryGetProperty("extras", out JsonElement list)
            ? string.Join(',', list.EnumerateArray().Select(extra => extra.GetString()))
            : "";
        return Compare("class", Text(expected, "class"), ClassOf(requirement))
            ?? Compare("name", Text(expected, "name"), requirement.CanonicalName?.Value)
            ?? Compare("specifier", Text(expected, "specifier") ?? "", requirement.Specifiers.ToString())
            ?? (requirement.Name is null ? null : Compare("extras", extras, string.Join(',', requirement.Extras)))
            ?? Compare("marker", Text(expected, "marker"), requirement.Marker?.ToString())
            ?? Compare("hashes", expected.GetProperty("hashes").GetInt32(), requirement.Hashes.Length)
            ?? Compare("rev", Text(expected, "rev"), requirement.Link?.Revision);
    }

    private static string ClassOf(DeclaredRequirement requirement) => requirement.PinClass switch
    {
        PinClass.Exact or PinClass.Arbitrary => "exact",
        PinClass.Bare => "bare",
        PinClass.Wildcard => "exact-wildcard",
        PinClass.Compatible or PinClass.Range => "range",
        PinClass.Url => "url",
        PinClass.HashedUrl => "url-hashed",
        PinClass.VcsCommit => "vcs-commit",
        PinClass.VcsReference => "vcs-ref",
        PinClass.VcsDefault => "vcs-no-ref",
        _ => "path",
    };

    private static string? Text(JsonElement of, string property) =>
        of.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Compare<T>(string what, T expected, T got) =>
        EqualityComparer<T>.Default.Equals(expected, got) ? null : $"{what}: expected {expected}, got {got}";

    private sealed class Lone(string path) : IRequirementsSource
    {
        public bool ReadsUrls => true;

        public byte[]? Read(string location) => location == path ? File.ReadAllBytes(path) : [];

        public bool FileExists(string path) => Path.GetFileName(path) == "pyproject.toml";

        // A URL after a name is no folder, whatever a folder may be called.
        public bool FolderExists(string path) => !path.Contains(':');
    }
}

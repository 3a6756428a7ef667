using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Conformance.Sets;

/// <summary>What was read of a case against what pip made of it. Messages are not compared, the lines that fail are.</summary>
internal sealed class RequirementFileComparison(RequirementsFile read, string root)
{
    public string? Difference(JsonElement expected)
    {
        JsonElement[] entries = [.. expected.GetProperty("entries").EnumerateArray()];
        bool isError = expected.GetProperty("result").GetString() == "error";
        // pip stops at options that it can't parse and at includes that it can't read; the reader goes on.
        bool stops = isError && IsEnd(expected.GetProperty("error"), entries);
        if (stops ? read.Lines.Length < entries.Length : read.Lines.Length != entries.Length)
            return $"{entries.Length} lines expected, {read.Lines.Length} read: {string.Join(" | ", read.Lines.Select(line => line.Text))}";
        for (int i = 0; i < entries.Length; i++)
        {
            if (Line(entries[i], read.Lines[i]) is string difference)
                return $"line {entries[i].GetProperty("line")}: {difference}";
        }
        return stops ? StopsAt(expected.GetProperty("error"), entries) : Final(expected);
    }

    private static bool IsEnd(JsonElement error, JsonElement[] entries) =>
        error.GetProperty("type").GetString() == "RequirementsFileParseError"
        || !entries.Any(entry => entry.TryGetProperty("error", out _));

    private string? StopsAt(JsonElement error, JsonElement[] entries)
    {
        var errors = read.Diagnostics.Where(found => found.Severity == Severity.Error).ToList();
        if (errors.Count == 0)
            return "an error is expected";
        if (error.TryGetProperty("line", out JsonElement line) && line.ValueKind == JsonValueKind.Number)
            return errors.Exists(found => found.Where.Line == line.GetInt32()) ? null : $"an error on line {line} is expected: {errors[0]}";
        // Without a line it is the last entry, an include, that can't be read, or the file itself.
        return entries.Length == 0 || errors.Exists(found => found.Where.Line == entries[^1].GetProperty("line").GetInt32())
            ? null
            : $"an error on line {entries[^1].GetProperty("line")} is expected: {errors[0]}";
    }

    private string? Line(JsonElement expected, RequirementsLine line)
    {
        string kind = line.Kind switch
        {
            RequirementsLineKind.Requirement => "requirement",
            RequirementsLineKind.Editable => "editable",
            RequirementsLineKind.Options => "options",
            RequirementsLineKind.Include => "include",
            _ => "include-constraint",
        };
        bool failed = line.RequirementText is not null && line.Requirement is null;
        return Compare("file", Text(expected, "file"), FileOf(line.Where.File))
            ?? Compare("line", expected.GetProperty("line").GetInt32(), line.Where.Line)
            ?? Compare("constraint", expected.GetProperty("constraint").GetBoolean(), line.IsConstraint)
            ?? Compare("kind", Text(expected, "kind"), kind)
            ?? (expected.TryGetProperty("text", out _) ? Compare("text", Text(expected, "text"), line.Text) : null)
            ?? Compare("requirement", Text(expected, "requirement"), line.RequirementText)
            ?? Compare("target", Text(expected, "target"), Target(line))
            ?? Compare("error", expected.TryGetProperty("error", out _), failed)
            ?? (failed ? ErrorAt(line) : null)
            ?? (expected.TryGetProperty("options", out JsonElement options) ? Options(options, line) : null)
            ?? (line.Requirement is { } requirement ? Requirement(expected, requirement) : null);
    }

    private string? ErrorAt(RequirementsLine line) =>
        read.Diagnostics.Any(
            found => found.Severity == Severity.Error && found.Where.File == line.Where.File && found.Where.Line >= line.Where.Line)
            ? null
            : "no diagnostic for a requirement that can't be parsed";

    private string? Requirement(JsonElement expected, DeclaredRequirement requirement)
    {
        string clauses = string.Join(' ', expected.GetProperty("clauses").EnumerateArray().Select(pair => $"{pair[0]}{pair[1]}"));
        string extras = string.Join(',', expected.GetProperty("extras").EnumerateArray().Select(extra => extra.GetString()));
        string hashes = string.Join(' ', from algorithm in expected.GetProperty("hashes").EnumerateObject()
                                         from digest in algorithm.Value.EnumerateArray()
                                         select $"{algorithm.Name}:{digest}");
        return Compare("name", Text(expected, "name"), requirement.Name)
            ?? Compare("canonical", Text(expected, "canonical"), requirement.CanonicalName?.Value)
            ?? Compare("specifier", Text(expected, "specifier"), requirement.Specifiers.ToString())
            ?? Compare("clauses", clauses, string.Join(' ', requirement.Specifiers.Clauses))
            ?? Compare("extras", extras, string.Join(',', requirement.Extras))
            ?? Compare("marker", Text(expected, "marker"), requirement.Marker?.ToString())
            ?? Compare("hashes", Sorted(hashes), Sorted(string.Join(' ', requirement.Hashes)))
            ?? Compare("url", Text(expected, "url"), requirement.Url)
            ?? Compare("pinned", expected.GetProperty("pip_is_pinned").GetBoolean(), IsPinnedForPip(requirement))
            ?? (requirement.Link is { } link
                && expected.TryGetProperty("link", out JsonElement expectedLink) ? Link(expectedLink, link) : null);
    }

    /// <summary>pip's own notion, which takes <c>==1.*</c> for a pin.</summary>
    private static bool IsPinnedForPip(DeclaredRequirement requirement) =>
        requirement.Specifiers.Clauses is [{ Operator: SpecifierOperator.Equal or SpecifierOperator.Arbitrary }];

    private string? Link(JsonElement expected, RequirementLink link) =>
        Compare("link.is_vcs", expected.GetProperty("is_vcs").GetBoolean(), link.Vcs is not null)
        ?? Compare("link.is_wheel", expected.GetProperty("is_wheel").GetBoolean(), link.IsWheel)
        ?? Compare("link.is_file", expected.GetProperty("is_file").GetBoolean(), link.IsFile)
        ?? Compare("link.scheme", Text(expected, "scheme"), link.Scheme)
        ?? Compare("link.filename", Text(expected, "filename"), link.FileName)
        ?? Compare("link.subdirectory", Text(expected, "subdirectory"), link.Subdirectory)
        ?? Compare("link.egg", Text(expected, "egg"), link.Egg)
        ?? Compare("link.hash", HashText(expected), link.Hash?.ToString())
        ?? Compare("link.vcs", Text(expected, "vcs"), link.Vcs)
        ?? Compare("link.vcs_url", Text(expected, "vcs_url"), link.VcsUrl)
        ?? Compare("link.rev", Text(expected, "rev"), link.Revision);

    private static string? HashText(JsonElement link) => link.GetProperty("hash") switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } pair => $"{pair[0]}:{pair[1]}",
        { } text => text.ToString().Replace('=', ':'),
    };

    private static string? Target(RequirementsLine line)
    {
        RequirementsOption? option = line.Kind switch
        {
            RequirementsLineKind.Include => RequirementsOption.Requirement,
            RequirementsLineKind.IncludeConstraints => RequirementsOption.Constraint,
            _ => null,
        };
        return option is null ? null : line.Options.First(found => found.Option == option).Value;
    }

    private string? Options(JsonElement expected, RequirementsLine line)
    {
        foreach (JsonProperty option in expected.EnumerateObject())
        {
            RequirementsOption name = Enum.Parse<RequirementsOption>(option.Name switch
            {
                "requirements" => "Requirement",
                "constraints" => "Constraint",
                "features_enabled" => "UseFeature",
                "hashes" => "Hash",
                "config_settings" => "ConfigSettings",
                _ => option.Name.EndsWith("urls", StringComparison.Ordinal) || option.Name == "trusted_hosts"
                    ? option.Name.Replace("_", "", StringComparison.Ordinal).TrimEnd('s')
                    : option.Name.Replace("_", "", StringComparison.Ordinal),
            }, ignoreCase: true);
            var values = line.Options.Where(found => found.Option == name).Select(found => found.Value).ToList();
            string? wanted = option.Value.ValueKind switch
            {
                JsonValueKind.True => "",
                JsonValueKind.String => Unrooted(option.Value.GetString()!),
                JsonValueKind.Array => string.Join(' ', option.Value.EnumerateArray().Select(value => Unrooted(value.GetString()!))),
                _ => null,
            };
            // The last of several counts for what is one value to pip; tables are compared on requirements.
            string got = option.Value.ValueKind == JsonValueKind.String ? values.LastOrDefault() ?? "" : string.Join(' ', values);
            if (values.Count == 0 || (wanted is not null && wanted != got))
                return $"option {option.Name}: expected {option.Value}, got {got}";
        }
        return null;
    }

    private string? Final(JsonElement expected)
    {
        if (!expected.TryGetProperty("final", out JsonElement final))
            return null;
        IndexOptions options = read.Options;
        IEnumerable<string> indexes = options.NoIndex is not null
            ? []
            : [options.IndexUrl?.Value ?? "https://pypi.org/simple", .. options.ExtraIndexUrls.Select(url => url.Value)];
        return List(final, "index_urls", indexes)
            ?? List(final, "find_links", options.FindLinks.Select(link => link.Value))
            ?? Compare("no_index", final.GetProperty("no_index").GetBoolean(), options.NoIndex is not null)
            ?? List(final, "no_binary", options.Formats.NoBinary)
            ?? List(final, "only_binary", options.Formats.OnlyBinary)
            ?? Compare("prefer_binary", final.GetProperty("prefer_binary").GetBoolean(), options.PreferBinary)
            ?? Compare("pre", final.GetProperty("pre").GetBoolean(), options.Pre is not null)
            ?? List(final, "trusted_hosts", options.TrustedHosts.Select(host => host.Value))
            ?? Compare("require_hashes", final.GetProperty("require_hashes").GetBoolean(), options.RequireHashes is { Value: true })
            ?? List(final, "features", options.Features);
    }

    private string? List(JsonElement final, string name, IEnumerable<string> got) =>
        Compare(
            name, string.Join(' ', final.GetProperty(name).EnumerateArray().Select(value => Unrooted(value.GetString()!))),
            string.Join(' ', got));

    private string FileOf(string path) =>
        path.StartsWith(root, StringComparison.Ordinal) ? Path.GetRelativePath(root, path).Replace('\\', '/') : path;

    private string? Text(JsonElement of, string property) =>
        of.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String ? Unrooted(value.GetString()!) : null;

    private string Unrooted(string text) => text.Replace("{ROOT}", root, StringComparison.Ordinal);

    private static string Sorted(string words) => string.Join(' ', words.Split(' ').Order(StringComparer.Ordinal));

    private static string? Compare<T>(string what, T expected, T got) =>
        EqualityComparer<T>.Default.Equals(expected, got) ? null : $"{what}: expected {expected}, got {got}";
}

using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Declarations;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Auditing.Osv;

/// <summary>One record of the OSV schema (https://ossf.github.io/osv-schema/), read for the distributions that are asked about.</summary>
internal static class OsvRecord
{
    private const string Ecosystem = "PyPI";

    /// <summary>Who publishes under this prefix tells of malware: there is nothing worse to install.</summary>
    private const string Malware = "MAL-";

    /// <returns>Null where the record speaks of none of the names, or was withdrawn.</returns>
    /// <exception cref="FormatException">It is no record.</exception>
    /// <exception cref="InvalidOperationException">A text of it is not UTF-8.</exception>
    public static Advisory? Read(JsonElement record, IReadOnlySet<PackageName> names)
    {
        string id = record.Text("id");
        if (id.Length == 0)
            throw new FormatException("it has no `id`");
        ImmutableArray<AffectedVersions>.Builder affected = ImmutableArray.CreateBuilder<AffectedVersions>();
        AuditLevel? level = LevelOf(record);
        foreach (JsonElement entry in record.Objects("affected"))
        {
            if (NameOf(entry.Member("package")) is not { } name || !names.Contains(name))
                continue;
            affected.Add(ReadAffected(entry, name));
            level ??= LevelOf(entry);
        }
        if (affected.Count == 0 || record.Text("withdrawn").Length > 0)
            return null;
        string summary = record.Text("summary");
        return new Advisory(id)
        {
            Aliases = [.. record.Texts("aliases")],
            Summary = summary.Length > 0 ? summary : record.Text("details"),
            Level = id.StartsWith(Malware, StringComparison.OrdinalIgnoreCase) ? AuditLevel.Critical : level,
            Pages =
            [
                $"https://osv.dev/vulnerability/{Uri.EscapeDataString(id)}",
                .. record.Objects("references").Select(reference => reference.Text("url"))
            ],
            Affected = affected.ToImmutable(),
        };
    }

    // Part of the ecosystem's name may follow a colon.
    private static PackageName? NameOf(JsonElement package) =>
        package.Text("ecosystem").Split(':')[0].Equals(Ecosystem, StringComparison.OrdinalIgnoreCase)
        && PackageName.TryParse(package.Text("name").Trim(), out PackageName? name)
            ? name : null;

    private static AffectedVersions ReadAffected(JsonElement entry, PackageName name)
    {
        RangeEvent[][] ranges =
        [
            .. entry.Objects("ranges")
                .Where(range => !range.Text("type").Equals("GIT", StringComparison.OrdinalIgnoreCase))
                .Select(ReadEvents)
        ];
        return new AffectedVersions(
            name,
            [.. entry.Texts("versions").Select(Version).OfType<PythonVersion>()],
            [.. ranges.Select(events => new AffectedRange(events))],
            [.. ranges.SelectMany(events => events)
                .Where(each => each.Kind == RangeEventKind.Fixed)
                .Select(each => each.Version)
                .OfType<PythonVersion>()]);
    }

    private static RangeEvent[] ReadEvents(JsonElement range)
    {
        var events = new List<RangeEvent>();
        foreach (JsonElement entry in range.Objects("events"))
        {
            Add(RangeEventKind.Introduced, entry.Text("introduced"));
            Add(RangeEventKind.Fixed, entry.Text("fixed"));
            Add(RangeEventKind.LastAffected, entry.Text("last_affected"));
            Add(RangeEventKind.Limit, entry.Text("limit"));
        }
        return [.. events];

        // `0` is before all versions, and `*` after them; what is no version switches nothing.
        void Add(RangeEventKind kind, string text)
        {
            if (kind == RangeEventKind.Introduced && text == "0")
                events.Add(new RangeEvent(kind, null));
            else if (Version(text) is { } version)
                events.Add(new RangeEvent(kind, version));
        }
    }

    private static PythonVersion? Version(string text) => PythonVersion.TryParse(text, out PythonVersion? version) ? version : null;

    // What the database says itself comes before what its vectors amount to.
    private static AuditLevel? LevelOf(JsonElement element)
    {
        string said = element.Member("database_specific").Text("severity");
        if (said.Length == 0)
            said = element.Member("ecosystem_specific").Text("severity");
        return said.ToUpperInvariant() switch
        {
            "LOW" or "NONE" => AuditLevel.Low,
            "MODERATE" or "MEDIUM" => AuditLevel.Moderate,
            "HIGH" => AuditLevel.High,
            "CRITICAL" => AuditLevel.Critical,
            _ => element.Objects("severity").Max(severity => CvssVector.Rate(severity.Text("score"))),
        };
    }
}

using System.IO.Compression;
using System.Text.Json.Nodes;
using PythonEnv.Auditing;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Auditing.Osv;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Auditing;

/// <summary>Records of the OSV schema as tests write them.</summary>
internal static class OsvDatabase
{
    /// <param name="events">Such as <c>introduced 0</c> and <c>fixed 1.2</c>: one range.</param>
    public static JsonObject Record(string id, string name, params string[] events) => new()
    {
        ["schema_version"] = "1.6.0",
        ["id"] = id,
        ["modified"] = "2026-01-01T00:00:00Z",
        ["affected"] = new JsonArray(Affected(name, events)),
    };

    public static JsonObject Affected(string name, params string[] events) => new()
    {
        ["package"] = new JsonObject { ["ecosystem"] = "PyPI", ["name"] = name },
        ["ranges"] = new JsonArray(Range("ECOSYSTEM", events)),
    };

    public static JsonObject Range(string type, params string[] events) => new()
    {
        ["type"] = type,
        ["events"] = new JsonArray([.. events.Select(text => text.Split(' ')).Select(parts => new JsonObject { [parts[0]] = parts[1] })]),
    };

    public static JsonObject With(this JsonObject record, string name, JsonNode value)
    {
        record[name] = value;
        return record;
    }

    public static JsonObject Rated(this JsonObject record, string severity) =>
        record.With("database_specific", new JsonObject { ["severity"] = severity });

    public static byte[] Zip(params JsonObject[] records)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (JsonObject record in records)
            {
                using var writer = new StreamWriter(archive.CreateEntry($"{record["id"]}.json").Open());
                writer.Write(record.ToJsonString());
            }
        }
        return stream.ToArray();
    }

    /// <summary>What the records say of one version of <c>words</c>.</summary>
    public static Vulnerability[] Ask(string version, params JsonObject[] records)
    {
        var name = PackageName.Normalize("words");
        var collector = new OsvCollector(new HashSet<PackageName> { name });
        foreach (JsonObject record in records)
            collector.Add(System.Text.Encoding.UTF8.GetBytes(record.ToJsonString()), "test");
        Assert.IsNull(collector.Problem);
        return [.. Vulnerability.Find([new AuditedPin(name, PythonVersion.Parse(version))], collector.Advisories)];
    }
}

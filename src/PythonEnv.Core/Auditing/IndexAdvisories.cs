using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Auditing;

/// <summary>
/// An index that tells what it knows of a version in JSON, as PyPI does at <c>/pypi/NAME/VERSION/json</c>. One that does not is asked for a
/// few and then left alone. Nobody has declared it for this, so that its silence is no finding.
/// </summary>
internal sealed class IndexAdvisories(IndexUrl index, AdvisoryStore store) : IAdvisorySource
{
    private const int Probes = 3;

    public async Task<AdvisoryAnswer> FindAsync(ImmutableArray<AuditedPin> pins, CancellationToken cancellation)
    {
        string source = index.ToString();
        string root = index.Url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (!root.EndsWith("/simple", StringComparison.Ordinal) || index.Url.Scheme is not ("https" or "http"))
            return new AdvisoryAnswer(source, [], null);
        try
        {
            (Advisory[]? Found, DateTimeOffset From)[] probes = await AskAsync(pins.Take(Probes)).ConfigureAwait(false);
            if (Array.TrueForAll(probes, probe => probe.Found is null))
                return new AdvisoryAnswer(source, [], null);
            (Advisory[]? Found, DateTimeOffset From)[] all = [.. probes, .. await AskAsync(pins.Skip(Probes)).ConfigureAwait(false)];
            return new AdvisoryAnswer(source, [.. all.SelectMany(answer => answer.Found ?? [])], all.Min(answer => answer.From));
        }
        catch (FetchException)
        {
            return new AdvisoryAnswer(source, [], null);
        }

        Task<(Advisory[]? Found, DateTimeOffset From)[]> AskAsync(IEnumerable<AuditedPin> some) => Task.WhenAll(some.Select(async pin =>
        {
            var url = new Uri($"{root[..^"simple".Length]}pypi/{pin.Name}/{Uri.EscapeDataString(pin.Version.ToString())}/json");
            StoredText text = await store.FetchAsync(url, null, cancellation).ConfigureAwait(false);
            return (Read(text.Bytes, pin), text.From);
        }));
    }

    /// <returns>Null where the answer is none.</returns>
    private static Advisory[]? Read(byte[] json, AuditedPin pin)
    {
        try
        {
            if (json.Length == 0)
                return null;
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("vulnerabilities", out _)
                ? [
                    .. root.Objects("vulnerabilities")
                        .Where(entry => entry.Text("withdrawn").Length == 0 && entry.Text("id").Length > 0)
                        .Select(entry => Read(entry, pin))
                ]
                : null;
        }
        // Bytes that are not UTF-8 come to light only when a text is asked for.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Advisory Read(JsonElement entry, AuditedPin pin)
    {
        IEnumerable<PythonVersion> fixes = entry.Texts("fixed_in")
            .Select(text => PythonVersion.TryParse(text, out PythonVersion? version) ? version : null)
            .OfType<PythonVersion>();
        string summary = entry.Text("summary");
        return new Advisory(entry.Text("id"))
        {
            Aliases = [.. entry.Texts("aliases")],
            Summary = summary.Length > 0 ? summary : entry.Text("details"),
            Pages = entry.Text("link") is { Length: > 0 } link ? [link] : [],
            Affected = [new AffectedVersions(pin.Name, [pin.Version], [], [.. fixes])],
        };
    }
}

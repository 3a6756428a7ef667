using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Auditing.Osv;

/// <summary>
/// A service that speaks OSV's API: it is asked once for all pins (<c>/v1/querybatch</c>), and then for each advisory that it names. A
/// server that does not speak it is taken for a mirror that has the dump as <c>all.zip</c>.
/// </summary>
internal sealed class OsvService(Uri url, AdvisoryStore store) : IAdvisorySource
{
    private const int MostPages = 100;
    private const int MostInOneQuestion = 1000;

    private readonly string _root = RootOf(url);

    public async Task<AdvisoryAnswer> FindAsync(ImmutableArray<AuditedPin> pins, CancellationToken cancellation)
    {
        string source = IndexUrl.Display(url);
        try
        {
            var collector = new OsvCollector(pins.Select(pin => pin.Name).ToHashSet());
            (HashSet<string> ids, StoredText oldest) = await AskAsync(pins, cancellation).ConfigureAwait(false);
            foreach (StoredText text in await Task.WhenAll(ids.Order(StringComparer.Ordinal).Select(ReadAsync)).ConfigureAwait(false))
            {
                oldest = Older(oldest, text);
                if (text.Bytes.Length > 0)
                    collector.Add(text.Bytes, source);
            }
            return new AdvisoryAnswer(source, [.. collector.Advisories], oldest.From) { Problem = oldest.Problem ?? collector.Problem };
        }
        catch (FetchException failure) when (
            failure.Status is not null && (int)failure.Status < 500 && failure.Failure != FetchFailure.Refused)
        {
            return await OsvDump.At(new Uri($"{url.GetLeftPart(UriPartial.Path).TrimEnd('/')}/all.zip"), store)
                .FindAsync(pins, cancellation)
                .ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            return new AdvisoryAnswer(source, [], null) { Problem = failure.Reason };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return new AdvisoryAnswer(source, [], null) { Problem = $"its answer is none: {e.Message}" };
        }

        Task<StoredText> ReadAsync(string id) =>
            store.FetchAsync(new Uri($"{_root}/v1/vulns/{Uri.EscapeDataString(id)}"), null, cancellation);
    }

    private async Task<(HashSet<string> Ids, StoredText Oldest)> AskAsync(ImmutableArray<AuditedPin> pins, CancellationToken cancellation)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        StoredText? oldest = null;
        var open = new Queue<Query>(pins.Select(pin => new Query(pin, "")));
        // Each answer may say that it goes on.
        for (int page = 0; open.Count > 0; page++)
        {
            if (page >= MostPages)
                throw new FormatException("it has no end");
            Query[] asked = [.. Enumerable.Range(0, Math.Min(open.Count, MostInOneQuestion)).Select(_ => open.Dequeue())];
            StoredText text = await store.FetchAsync(new Uri($"{_root}/v1/querybatch"), Question(asked), cancellation)
                .ConfigureAwait(false);
            oldest = oldest is null ? text : Older(oldest, text);
            using JsonDocument answer = JsonDocument.Parse(text.Bytes);
            JsonElement results = answer.RootElement.Member("results");
            if (results.ValueKind != JsonValueKind.Array || results.GetArrayLength() != asked.Length)
                throw new FormatException("it has not one result for each query");
            foreach ((JsonElement result, Query query) in results.EnumerateArray().Zip(asked))
            {
                ids.UnionWith(result.Objects("vulns").Select(found => found.Text("id")).Where(id => id.Length > 0));
                if (result.Text("next_page_token") is { Length: > 0 } token)
                    open.Enqueue(query with { Token = token });
            }
        }
        return (ids, oldest ?? new StoredText([], store.Now));
    }

    private static byte[] Question(Query[] queries)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("queries");
            foreach (Query query in queries)
            {
                json.WriteStartObject();
                json.WriteString("version", query.Pin.Version.ToString());
                json.WriteStartObject("package");
                json.WriteString("name", query.Pin.Name.Value);
                json.WriteString("ecosystem", "PyPI");
                json.WriteEndObject();
                if (query.Token.Length > 0)
                    json.WriteString("page_token", query.Token);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static StoredText Older(StoredText one, StoredText other) =>
        (one.From <= other.From ? one : other) with { Problem = one.Problem ?? other.Problem };

    private static string RootOf(Uri url)
    {
        string root = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        foreach (string end in (ReadOnlySpan<string>)["/querybatch", "/query", "/v1"])
            root = root.EndsWith(end, StringComparison.Ordinal) ? root[..^end.Length] : root;
        return root;
    }

    private sealed record Query(AuditedPin Pin, string Token);
}

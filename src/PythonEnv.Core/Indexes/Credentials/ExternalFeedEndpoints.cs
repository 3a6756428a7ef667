using System.Text.Json;
using PythonEnv.Host;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>A feed and what opens it.</summary>
internal sealed record FeedCredential(Uri Endpoint, Credential Credential);

/// <summary>
/// The variable that Azure Pipelines' authentication tasks set, <c>ARTIFACTS_CREDENTIALPROVIDER_EXTERNAL_FEED_ENDPOINTS</c> or, by its
/// older name, <c>VSS_NUGET_EXTERNAL_FEED_ENDPOINTS</c>:
/// <c>{"endpointCredentials": [{"endpoint": URL, "username": text, "password": text}]}</c>.
/// </summary>
internal static class ExternalFeedEndpoints
{
    public const string Variable = "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS";

    private const string NewerVariable = "ARTIFACTS_CREDENTIALPROVIDER_EXTERNAL_FEED_ENDPOINTS";

    private const string Entries = "endpointCredentials";

    /// <returns>The variable that counts, and its value; null if neither is set.</returns>
    public static (string Variable, string? Json) Read(HostFacts host) =>
        host.Variable(NewerVariable) is { } json ? (NewerVariable, json) : (Variable, host.Variable(Variable));

    /// <summary>Entries without a password, or that are no such entries, open nothing and are left out.</summary>
    /// <returns>Null if the text has not that form.</returns>
    /// <param name="variable">Where they come from, for messages.</param>
    public static IReadOnlyList<FeedCredential>? Parse(string json, string variable = Variable) => JsonFields.Read<FeedCredential[]>(
        json, root => root.Member(Entries).ValueKind == JsonValueKind.Array
            ? [.. root.Objects(Entries).Select(entry => Read(entry, variable)).OfType<FeedCredential>()]
            : null);

    private static FeedCredential? Read(JsonElement entry, string variable) =>
        Uri.TryCreate(entry.Text("endpoint"), UriKind.Absolute, out Uri? url)
        && url.Scheme is "https" or "http"
        && entry.Text("password") is { Length: > 0 } password
            ? new FeedCredential(url, new Credential(entry.Text("username"), password, variable))
            : null;
}

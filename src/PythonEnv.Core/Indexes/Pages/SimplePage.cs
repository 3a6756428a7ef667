using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Indexes.Pages;

/// <summary>
/// A page of a simple repository: the files of one project, in the page's order. HTML as in PEP 503 or JSON as in PEP 691; with yanking
/// (PEP 592), versions (PEP 629), metadata (PEP 658, PEP 714), sizes and upload times (PEP 700).
/// </summary>
/// <remarks>Links are taken as pip 26 takes them, from pages that a browser would forgive too. GPG signatures are of no interest.</remarks>
internal sealed record SimplePage
{
    /// <summary>What to ask an index for, in order of preference.</summary>
    public const string Accept = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01";

    /// <summary>Far more than any project has; a page with more of them is sent to fill memory.</summary>
    internal const int MostFiles = 250_000;

    private const string JsonType = "application/vnd.pypi.simple.v1+json";

    /// <summary>The version of the API as the page declares it; null where it declares none, which means 1.0.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>False for a major version other than 1: the page must not be relied on (PEP 629).</summary>
    public bool IsSupported => ApiVersion is null || ApiVersion.Split('.')[0].Trim() == "1";

    public ImmutableArray<IndexFile> Files { get; init; } = [];

    /// <summary>
    /// The project's status (PEP 792), lower case, such as <c>quarantined</c>; null where the page gives none, which means active.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Why it has that status; null if not given.</summary>
    public string? StatusReason { get; init; }

    internal static NotSupportedException TooLong() => new($"longer than {MostFiles} files");

    /// <summary>Is the response a page at all, or something else that the URL leads to?</summary>
    public static bool IsPage(string contentType) =>
        contentType.StartsWith(JsonType, StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("application/vnd.pypi.simple.v1+html", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("text/html", StringComparison.OrdinalIgnoreCase);

    /// <param name="body">The response, as received.</param>
    /// <param name="contentType">Its header, with any <c>charset</c>.</param>
    /// <param name="url">Where it came from after redirects; relative links are relative to it.</param>
    /// <param name="page">The page, if it can be read.</param>
    /// <param name="error">Why it can't, at the whole of it, or at the end of one that breaks off; it goes with "the page is".</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        string contentType,
        string url,
        [NotNullWhen(true)] out SimplePage? page,
        [NotNullWhen(false)] out ParseError? error)
    {
        page = null;
        error = null;
        try
        {
            page = contentType.StartsWith(JsonType, StringComparison.OrdinalIgnoreCase)
                ? SimplePageJson.Parse(body, url)
                : SimplePageHtml.Parse(EncodingOf(contentType).GetString(body.Span), url);
        }
        catch (JsonException e)
        {
            error = SimplePageJson.BreaksOff(body.Span)
                ? new ParseError(body.Length, 0, "cut off")
                : OfAll($"not JSON: {e.Message.TrimEnd('.')}");
        }
        catch (DecoderFallbackException)
        {
            error = OfAll("not in the encoding that it declares");
        }
        catch (NotSupportedException e)
        {
            error = OfAll(e.Message);
        }
        return page is not null;

        ParseError OfAll(string problem) => new(0, body.Length, problem);
    }

    private static Encoding EncodingOf(string contentType)
    {
        string charset = "utf-8";
        foreach (string parameter in contentType.Split(';')[1..])
        {
            string[] pair = parameter.Split('=', 2);
            bool isCharset = pair[0].Trim().Equals("charset", StringComparison.OrdinalIgnoreCase);
            if (isCharset && pair is [_, var given] && given.Trim(' ', '"') is { Length: > 0 } name)
                charset = name;
        }
        return PythonCodec.Find(charset) ?? throw new NotSupportedException($"in the unknown encoding `{charset}`");
    }
}

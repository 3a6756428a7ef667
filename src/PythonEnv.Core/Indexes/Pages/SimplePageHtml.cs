using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Pages;

/// <summary>Pages of PEP 503: every anchor with an <c>href</c> is a file.</summary>
internal static class SimplePageHtml
{
    public static SimplePage Parse(string html, string url)
    {
        string? baseUrl = null, apiVersion = null, status = null, reason = null;
        var anchors = new List<HtmlTag>();
        foreach (HtmlTag tag in HtmlTags.StartTags(html))
        {
            switch (tag.Name)
            {
                case "a" when tag["href"] is { Length: > 0 }:
                    if (anchors.Count == SimplePage.MostFiles)
                        throw SimplePage.TooLong();
                    anchors.Add(tag);
                    break;
                case "base":
                    baseUrl ??= tag.Attributes.FirstOrDefault(attribute => attribute.Name == "href").Value;
                    break;
                case "meta" when tag["name"] == "pypi:repository-version":
                    apiVersion ??= tag["content"];
                    break;
                case "meta" when tag["name"] == "pypi:project-status":
                    status ??= tag["content"];
                    break;
                case "meta" when tag["name"] == "pypi:project-status-reason":
                    reason ??= tag["content"];
                    break;
            }
        }
        baseUrl = string.IsNullOrEmpty(baseUrl) ? url : baseUrl;
        return new SimplePage
        {
            ApiVersion = apiVersion,
            Files = [.. anchors.Select(anchor => ToFile(anchor, baseUrl, url))],
            Status = status?.ToLowerInvariant(),
            StatusReason = reason,
        };
    }

    private static IndexFile ToFile(HtmlTag anchor, string baseUrl, string pageUrl)
    {
        string? metadata = anchor["data-core-metadata"] ?? anchor["data-dist-info-metadata"];
        string[] hash = metadata?.Split('=', 2) ?? [];
        return SimplePageLink.Create(baseUrl, anchor["href"]!, []) with
        {
            RequiresPython = anchor["data-requires-python"] is { Length: > 0 } requiresPython ? requiresPython : null,
            YankedReason = anchor["data-yanked"],
            HasMetadata = metadata is not null,
            MetadataHashes = hash is [string name, string digest] && UrlFragment.IsHashName(name) ? [new FileHash(name, digest)] : [],
        };
    }
}

using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Locking.Universe;

/// <summary>A file as an index, a page or a declaration offers it.</summary>
internal sealed record OfferedFile(IndexFile Listed)
{
    /// <summary>The digest that the index gives; null if it gives none, or one that no file can have.</summary>
    public string? Sha256 => FileHashShape.Sha256Of(Listed.Hashes);

    /// <summary>Without credentials.</summary>
    public Uri Url => IndexUrl.From(new Uri(Listed.UrlWithoutFragment)).Url;

    /// <summary>The file as it is fetched.</summary>
    public DistributionFile ToDistribution() => new()
    {
        FileName = Listed.FileName,
        Location = Url,
        IndexHashes = Listed.Hashes,
        Size = Listed.Size,
    };
}

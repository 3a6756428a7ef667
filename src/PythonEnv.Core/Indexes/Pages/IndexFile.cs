using System.Collections.Immutable;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Pages;

/// <summary>A file that an index page or a find-links location offers, with everything the page says of it.</summary>
internal sealed record IndexFile
{
    /// <summary>The last part of the URL's path, decoded. An index may claim another name; what is downloaded is this.</summary>
    public required string FileName { get; init; }

    /// <summary>Absolute, percent-encoded once, with its fragment if the page gave one.</summary>
    public required string Url { get; init; }

    /// <summary>The digests that the page or the URL's fragment gives (PEP 503, PEP 691). The file has to match all of them.</summary>
    public ImmutableArray<FileHash> Hashes { get; init; } = [];

    /// <summary>The <c>Requires-Python</c> of the distribution, as written; null if not given.</summary>
    public string? RequiresPython { get; init; }

    /// <summary>Null if not yanked (PEP 592); empty if yanked without a reason.</summary>
    public string? YankedReason { get; init; }

    public bool IsYanked => YankedReason is not null;

    /// <summary>Does <see cref="MetadataUrl"/> exist (PEP 658, PEP 714)?</summary>
    public bool HasMetadata { get; init; }

    /// <summary>Digests of the metadata file; empty if none are given.</summary>
    public ImmutableArray<FileHash> MetadataHashes { get; init; } = [];

    /// <summary>Bytes (PEP 700); null if not given.</summary>
    public long? Size { get; init; }

    /// <summary>When the index received it (PEP 700); null if not given.</summary>
    public DateTimeOffset? UploadTime { get; init; }

    /// <summary>The URL without its fragment.</summary>
    public string UrlWithoutFragment => (UrlParts.Split(Url) with { Fragment = "" }).ToString();

    /// <summary>Where the METADATA of the distribution can be had without the distribution.</summary>
    public string MetadataUrl => UrlWithoutFragment + ".metadata";

    /// <summary>The <c>egg=</c> of the URL's fragment, which overrides the file name in pip's eyes; null without one.</summary>
    internal string? EggFragment => UrlFragment.Value(Url, "egg");
}

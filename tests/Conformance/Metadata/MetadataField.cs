using System.Collections.Frozen;

namespace PythonEnv.Conformance.Metadata;

/// <summary>How the values of a field are to be read.</summary>
internal enum MetadataFieldKind
{
    /// <summary>One text, at most one header.</summary>
    Text,

    /// <summary>Any number of headers, a text each.</summary>
    List,

    /// <summary>One header of texts divided by commas.</summary>
    CommaSeparated,

    /// <summary>Any number of headers <c>label, URL</c> with different labels.</summary>
    LabelledUrls,
}

/// <summary>A field of the core metadata specification.</summary>
/// <param name="Name">The header's name in lower case.</param>
/// <param name="Kind">How its headers are to be read.</param>
/// <param name="Since">The <c>Metadata-Version</c> that introduced it.</param>
/// <param name="JsonName">Its key in the JSON form that <c>packaging</c> uses, where that is not the name with <c>_</c>.</param>
internal sealed record MetadataField(string Name, MetadataFieldKind Kind, string Since, string? JsonName = null)
{
    /// <summary>The versions of the specification in order; 2.0 was never published.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"];

    /// <summary>Every field, by name.</summary>
    public static FrozenDictionary<string, MetadataField> All { get; } = new MetadataField[]
    {
        new("metadata-version", MetadataFieldKind.Text, "1.0"),
        new("name", MetadataFieldKind.Text, "1.0"),
        new("version", MetadataFieldKind.Text, "1.0"),
        new("platform", MetadataFieldKind.List, "1.0", "platforms"),
        new("summary", MetadataFieldKind.Text, "1.0"),
        new("description", MetadataFieldKind.Text, "1.0"),
        new("keywords", MetadataFieldKind.CommaSeparated, "1.0"),
        new("home-page", MetadataFieldKind.Text, "1.0"),
        new("author", MetadataFieldKind.Text, "1.0"),
        new("author-email", MetadataFieldKind.Text, "1.0"),
        new("license", MetadataFieldKind.Text, "1.0"),
        new("supported-platform", MetadataFieldKind.List, "1.1", "supported_platforms"),
        new("download-url", MetadataFieldKind.Text, "1.1"),
        new("classifier", MetadataFieldKind.List, "1.1", "classifiers"),
        new("requires", MetadataFieldKind.List, "1.1"),
        new("provides", MetadataFieldKind.List, "1.1"),
        new("obsoletes", MetadataFieldKind.List, "1.1"),
        new("maintainer", MetadataFieldKind.Text, "1.2"),
        new("maintainer-email", MetadataFieldKind.Text, "1.2"),
        new("requires-dist", MetadataFieldKind.List, "1.2"),
        new("provides-dist", MetadataFieldKind.List, "1.2"),
        new("obsoletes-dist", MetadataFieldKind.List, "1.2"),
        new("requires-python", MetadataFieldKind.Text, "1.2"),
        new("requires-external", MetadataFieldKind.List, "1.2"),
        new("project-url", MetadataFieldKind.LabelledUrls, "1.2", "project_urls"),
        new("description-content-type", MetadataFieldKind.Text, "2.1"),
        new("provides-extra", MetadataFieldKind.List, "2.1"),
        new("dynamic", MetadataFieldKind.List, "2.2"),
        new("license-expression", MetadataFieldKind.Text, "2.4"),
        new("license-file", MetadataFieldKind.List, "2.4", "license_files"),
        new("import-name", MetadataFieldKind.List, "2.5", "import_names"),
        new("import-namespace", MetadataFieldKind.List, "2.5", "import_namespaces"),
    }.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    public string Key => JsonName ?? Name.Replace('-', '_');
}

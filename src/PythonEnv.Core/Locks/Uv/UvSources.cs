using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Locks.Uv;

/// <summary>The <c>[tool.uv.sources]</c> that count for a member: its own, else those of the workspace's root.</summary>
/// <param name="folder">Of the member; absolute.</param>
internal sealed class UvSources(TomlTable? own, TomlTable? ofRoot, string folder)
{
    /// <summary>Null for an index, whichever it is.</summary>
    public UvRequirementSource? Of(PackageName name) => (Find(own, name) ?? Find(ofRoot, name)) switch
    {
        null => null,
        TomlTable source when source["marker"] is null
            && source["extra"] is null
            && source["group"] is null => UvRequirementSource.OfDeclared(source, folder),
        // Each condition makes a requirement of its own.
        _ => UvRequirementSource.Unclear,
    };

    private static TomlNode? Find(TomlTable? sources, PackageName name) =>
        sources.Members().FirstOrDefault(source => PackageName.Normalize(source.Key) == name)?.Value;
}

/// <summary>Where a requirement is to be found, if not on an index.</summary>
/// <param name="Kind"><c>git</c>, <c>url</c> or <c>path</c>; the folder of a member is a path.</param>
/// <param name="Location">URL, or absolute path; null for a member, wherever it lies.</param>
/// <param name="Revision">The tag, branch or commit that is asked for.</param>
internal sealed record UvRequirementSource(string Kind, string? Location, string? Revision = null)
{
    private static readonly string[] PathKeys = ["path", "directory", "editable", "virtual"];

    /// <summary>It depends on conditions, or its requirement can't be read: nothing can be said of it.</summary>
    public static UvRequirementSource Unclear { get; } = new("", null);

    public bool IsUnclear => ReferenceEquals(this, Unclear);

    public static bool AreSame(UvRequirementSource? one, UvRequirementSource? other) =>
        one is null ? other is null : one.IsSame(other) || other?.IsSame(one) == true;

    public bool IsSame(UvRequirementSource? locked) => locked is not null && Kind == locked.Kind && Revision == locked.Revision
        && (Location is null || Location == locked.Location);

    /// <summary>As a person would name it; paths as seen from a folder.</summary>
    public string Shown(string folder) => Kind switch
    {
        "path" => Location is null ? "the workspace" : $"`{Path.GetRelativePath(folder, Location).Replace('\\', '/')}`",
        _ => $"{Redaction.OfUrls(Location!)}{(Revision is null ? "" : $" at `{Revision}`")}",
    };

    public static UvRequirementSource? OfDeclared(TomlTable source, string folder) =>
        source.Text("git") is { } git ? new UvRequirementSource(
            "git", Bare(git), source.Text("rev") ?? source.Text("tag") ?? source.Text("branch"))
        : source.Text("url") is { } url ? new UvRequirementSource("url", url)
        : source.Text("path") is { } path ? new UvRequirementSource("path", Full(path, folder))
        : source["workspace"] is TomlBoolean { Value: true } ? new UvRequirementSource("path", null)
        : null;

    /// <summary>The URL of a requirement (PEP 508).</summary>
    public static UvRequirementSource OfUrl(string url)
    {
        if (url.StartsWith("file:", StringComparison.Ordinal))
            return Unclear;
        if (!url.StartsWith("git+", StringComparison.Ordinal))
            return new UvRequirementSource("url", Bare(url));
        string repository = Bare(url["git+".Length..]);
        int at = repository.LastIndexOf('@');
        return at > repository.LastIndexOf('/')
            ? new UvRequirementSource("git", repository[..at], repository[(at + 1)..])
            : new UvRequirementSource("git", repository);
    }

    public static UvRequirementSource? OfLocked(TomlTable entry, string folder)
    {
        if (entry.Text("git") is { } git)
            return new UvRequirementSource("git", Bare(git), RevisionOf(git));
        if (entry.Text("url") is { } url)
            return new UvRequirementSource("url", Bare(url));
        return PathKeys.Select(entry.Text).FirstOrDefault(found => found is not null) is { } path
            ? new UvRequirementSource("path", Full(path, folder))
            : null;
    }

    private static string? RevisionOf(string git) => UrlParts.Split(git).Query.Split('&')
        .Where(pair => pair.StartsWith("rev=", StringComparison.Ordinal) || pair.StartsWith("tag=", StringComparison.Ordinal)
            || pair.StartsWith("branch=", StringComparison.Ordinal))
        .Select(pair => UrlParts.Unquote(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]))
        .FirstOrDefault();

    // Query and fragment are read for themselves, and a credential is never kept in a lock.
    private static string Bare(string url)
    {
        int end = url.AsSpan().IndexOfAny('?', '#');
        string bare = end < 0 ? url : url[..end];
        int scheme = bare.IndexOf("://", StringComparison.Ordinal), user = bare.IndexOf('@', StringComparison.Ordinal);
        bool hasUser = scheme > 0
            && user > scheme
            && user < bare.IndexOf('/', scheme + 3)
            && bare.AsSpan(scheme, user - scheme).Contains(':');
        return hasUser && !bare.StartsWith("ssh:", StringComparison.Ordinal) ? bare[..(scheme + 3)] + bare[(user + 1)..] : bare;
    }

    private static string Full(string path, string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, folder));
}

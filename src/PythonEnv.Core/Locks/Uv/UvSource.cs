using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Uv;

/// <summary>Where a package of a <c>uv.lock</c> comes from, by the key that says so.</summary>
internal enum UvSourceKind
{
    Registry,
    Git,
    Url,
    Path,
    Directory,
    Editable,
    /// <summary>A folder that is not installed itself: only what it depends on is.</summary>
    Virtual,
}

/// <summary>A <c>source</c>. Two are the same if kind, location and subdirectory are.</summary>
/// <param name="Location">URL or path as written; a path is relative to the lock. May hold a secret.</param>
/// <param name="Subdirectory">Only of a <see cref="UvSourceKind.Url"/>; that of a checkout is part of its URL.</param>
internal sealed record UvSource(UvSourceKind Kind, string Location, string? Subdirectory)
{
    public bool IsFolder => Kind is UvSourceKind.Directory or UvSourceKind.Editable or UvSourceKind.Virtual;

    /// <summary>The source of a table that has one of the keys; null after a reported error.</summary>
    public static UvSource? Read(PylockTable table)
    {
        foreach ((string key, UvSourceKind kind) in Keys)
        {
            if (table.Text(key) is { } location)
                return new UvSource(kind, location, table.Text("subdirectory"));
        }
        if (!table.HasErrors)
            table.Add("", table.Where, $"a source has one of {string.Join(", ", Keys.Select(key => $"`{key.Key}`"))}");
        return null;
    }

    private static KeyValuePair<string, UvSourceKind>[] Keys { get; } =
    [
        new("registry", UvSourceKind.Registry), new("git", UvSourceKind.Git), new("url", UvSourceKind.Url), new("path", UvSourceKind.Path),
        new("directory", UvSourceKind.Directory), new("editable", UvSourceKind.Editable), new("virtual", UvSourceKind.Virtual),
    ];
}

using PythonEnv.Locks.Model;

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

/// <summary>A <c>source</c>.</summary>
internal sealed class UvPackageSource(UvSourceKind kind, string location, string? subdirectory)
{
    // In the order of the kinds.
    private static readonly string[] Keys = ["registry", "git", "url", "path", "directory", "editable", "virtual"];

    public UvSourceKind Kind => kind;

    /// <summary>URL or path as written; a path is relative to the lock. May hold a secret.</summary>
    public string Location => location;

    /// <summary>Only of a <see cref="UvSourceKind.Url"/>; that of a checkout is part of its URL.</summary>
    public string? Subdirectory => subdirectory;

    public bool IsFolder => Kind is UvSourceKind.Directory or UvSourceKind.Editable or UvSourceKind.Virtual;

    public bool IsSame(UvPackageSource other) => kind == other.Kind && location == other.Location && subdirectory == other.Subdirectory;

    /// <summary>The source of a table that has one of the keys; null after a reported error.</summary>
    public static UvPackageSource? Read(LockTable table)
    {
        for (int i = 0; i < Keys.Length; i++)
        {
            if (table.Text(Keys[i]) is { } location)
                return new UvPackageSource((UvSourceKind)i, location, table.Text("subdirectory"));
        }
        if (!table.HasErrors)
            table.Add("", table.Where, $"a source has one of {string.Join(", ", Keys.Select(key => $"`{key}`"))}");
        return null;
    }
}

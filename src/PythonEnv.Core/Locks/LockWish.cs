using PythonEnv.Diagnostics;

namespace PythonEnv.Locks;

/// <summary>What of a lock is wanted; nothing of it is selected that is not named here.</summary>
internal sealed record LockWish
{
    public static LockWish Default { get; } = new();

    /// <summary>The workspace member whose dependencies are wanted; null for the project beside the lock.</summary>
    public string? Package { get; init; }

    public IReadOnlyList<string> Extras { get; init; } = [];

    /// <summary>Null for the groups that the lock itself installs by default (PEP 751); the locks of uv and Poetry have none.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Blamed where the lock does not have what is wanted.</summary>
    public SourceSpan DeclaredAt { get; init; } = SourceSpan.None;
}

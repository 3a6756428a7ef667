using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Model;

/// <summary>What of a lock is wanted; nothing of it is selected that is not named here.</summary>
internal sealed record LockWish
{
    /// <summary>The workspace member whose dependencies are wanted; null for the project beside the lock.</summary>
    public string? Package { get; init; }

    public SourceSpan PackageAt { get; init; } = SourceSpan.None;

    /// <summary>Normalised.</summary>
    public IReadOnlyList<string> Extras { get; init; } = [];

    public SourceSpan ExtrasAt { get; init; } = SourceSpan.None;

    /// <summary>
    /// Normalised; null for the groups that a lock itself installs by default (PEP 751). The locks of uv and Poetry have none.
    /// </summary>
    public IReadOnlyList<string>? Groups { get; init; }

    public SourceSpan GroupsAt { get; init; } = SourceSpan.None;

    /// <summary>PYENV1004 for extras and groups that a lock does not know.</summary>
    public IEnumerable<Diagnostic> Unknown(string lockPath, IEnumerable<string> extras, IEnumerable<string> groups)
    {
        foreach (string extra in Extras.Except(extras, StringComparer.Ordinal))
            yield return Unknown(lockPath, "extra", extra, extras, ExtrasAt, "PythonEnvExtras");
        foreach (string group in (Groups ?? []).Except(groups, StringComparer.Ordinal))
            yield return Unknown(lockPath, "group", group, groups, GroupsAt, "PythonEnvGroups");
    }

    /// <summary>PYENV1004 for a member of a lock that has none.</summary>
    public Diagnostic NoMembers(string lockPath) => DiagnosticCatalog.DeclarationUnreadable.At(
        PackageAt, $"`PythonEnvLockPackage` is `{Package}`, and `{Path.GetFileName(lockPath)}` is the lock of one project", "",
        "Remove it");

    /// <summary>The names there are, in order, as evidence.</summary>
    public static string List(string kind, IEnumerable<string> names)
    {
        string list = string.Join(", ", names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => $"`{name}`"));
        return list.Length == 0 ? $"it has no {kind}s" : $"its {kind}s are {list}";
    }

    private static Diagnostic Unknown(
        string lockPath, string kind, string name, IEnumerable<string> known, SourceSpan where, string property) =>
        DiagnosticCatalog.DeclarationUnreadable.At(
            where, $"`{Path.GetFileName(lockPath)}` has no {kind} `{name}`", List(kind, known), $"Correct `{property}`");
}

using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;

namespace PythonEnv.Locking.Inputs;

/// <summary>The table <c>tool.uv</c> of a project: what it says of the choice of versions is read by uv alone.</summary>
internal static class UvSettings
{
    /// <summary>
    /// PYENV1004, a warning, for each key that would change what is chosen, and that no property of the project stands for: it is lost.
    /// </summary>
    /// <param name="isDeclared">Whether a property, by its name without prefix, is declared.</param>
    public static IEnumerable<Diagnostic> Unread(TomlTable? table, Predicate<string> isDeclared)
    {
        foreach (TomlMember member in table.Members())
        {
            string[] properties = PropertiesFor(member.Key);
            if (properties.Length == 0 || properties.Any(property => isDeclared(property)))
                continue;
            string names = string.Join(" or ", properties.Select(property => $"`{DeclaredNames.Prefix}{property}`"));
            yield return DiagnosticCatalog.DeclarationUnreadable.At(
                member.KeySpan, $"`tool.uv.{member.Key}` is not read",
                "a lock is made from the standard tables `project` and `dependency-groups`",
                member.Key == "sources" ? $"Write the URL into the requirement, or declare {names}" : $"Declare it as {names}") with
            { Severity = Severity.Warning };
        }
    }

    private static string[] PropertiesFor(string key) => key switch
    {
        "sources" => [DeclaredNames.PackageIndexes],
        "index" or "index-url" => [DeclaredNames.IndexUrl, DeclaredNames.PackageIndexes],
        "extra-index-url" => [DeclaredNames.ExtraIndexUrls],
        "find-links" => [DeclaredNames.FindLinks],
        "constraint-dependencies" => [DeclaredNames.Constraints],
        "override-dependencies" => [DeclaredNames.Overrides],
        "exclude-newer" => [DeclaredNames.UploadedBefore],
        "prerelease" => [DeclaredNames.Prerelease],
        "resolution" => [DeclaredNames.Resolution],
        "environments" or "required-environments" => [DeclaredNames.TargetRids],
        _ => [],
    };
}

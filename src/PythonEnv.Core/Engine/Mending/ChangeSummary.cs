using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Engine.Mending;

/// <summary>What a restore has changed, in one line.</summary>
/// <param name="before">Of the environment as it was; null if there was none.</param>
/// <param name="assessed">What was installed, and which files were removed that belonged to nobody.</param>
internal sealed class ChangeSummary(EnvironmentDeclaration declaration, Receipt? before, Receipt after, EnvironmentAssessment assessed)
{
    /// <summary>
    /// <c>.venv, +6 ~1 -2 distributions, CPython 3.11.7, 0.3 s</c>: added, installed anew, removed; with <c>1 stray file removed</c> after
    /// it, where there was one.
    /// </summary>
    public string Describe(TimeSpan duration)
    {
        Dictionary<string, string> old = Versions(before), present = Versions(after);
        int added = present.Keys.Count(name => !old.ContainsKey(name));
        int changed = present.Count(package =>
            old.TryGetValue(package.Key, out string? version)
                && (version != package.Value || assessed.Install.Contains(PackageName.Normalize(package.Key))));
        // Also what was installed by hand, which no receipt knew.
        int removed = old.Keys.Concat(assessed.Remove.Select(distribution => distribution.Name.Value))
            .Distinct(StringComparer.Ordinal)
            .Count(name => !present.ContainsKey(name));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{declaration.ShortLocation}, +{added} ~{changed} -{removed} distributions, {Implementation} {after.Interpreter.Version}, "
                + $"{duration.TotalSeconds:0.0} s{Strays}");
    }

    private string Strays => assessed.Strays switch
    {
        0 => "",
        1 => ", 1 stray file removed",
        int count => $", {count} stray files removed",
    };

    private string Implementation => after.Interpreter.Implementation switch
    {
        "cpython" => "CPython",
        "pypy" => "PyPy",
        "graalpy" => "GraalPy",
        string other => other,
    };

    private static Dictionary<string, string> Versions(Receipt? receipt) =>
        receipt?.Packages.Where(package => !package.IsSystem)
            .ToDictionary(package => package.Name, package => package.Version, StringComparer.Ordinal)
        ?? [];
}

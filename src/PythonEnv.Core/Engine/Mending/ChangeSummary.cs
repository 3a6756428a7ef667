using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Engine.Mending;

/// <summary>What a restore has changed, in one line.</summary>
/// <param name="before">Of the environment as it was; null if there was none.</param>
/// <param name="assessed">What was installed, and which files were removed that belonged to nobody.</param>
internal sealed class ChangeSummary(EnvironmentDeclaration declaration, Receipt? before, Receipt after, EnvironmentAssessment assessed)
{
    /// <summary>
    /// <c>.venv, +6 ~1 -2 distributions, CPython 3.11.7, 0.3 s</c>: added, installed anew, removed; with <c>1 stray file removed</c> and
    /// <c>removed what was installed by hand: six 1.16.0</c> after it, where there was such.
    /// </summary>
    public string Describe(TimeSpan duration)
    {
        Dictionary<string, string> old = Versions(before), present = Versions(after);
        int added = present.Keys.Count(name => !old.ContainsKey(name));
        int changed = present.Keys.Count(name =>
            old.TryGetValue(name, out string? version)
                && (version != present[name] || assessed.Install.Contains(PackageName.Normalize(name))));
        // No receipt knew it.
        InstalledDistribution[] byHand =
        [
            .. assessed.Remove.Where(each => !old.ContainsKey(each.Name.Value) && !present.ContainsKey(each.Name.Value))
                .DistinctBy(each => each.Name)
        ];
        int removed = byHand.Length + old.Keys.Count(name => !present.ContainsKey(name));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{declaration.ShortLocation}, +{added} ~{changed} -{removed} distributions, {Implementation} {after.Interpreter.Version}, "
                + $"{duration.TotalSeconds:0.0} s{Strays}{Describe(byHand)}");
    }

    private static string Describe(InstalledDistribution[] byHand)
    {
        const int Shown = 5;
        if (byHand.Length == 0)
            return "";
        string more = byHand.Length <= Shown ? "" : string.Create(CultureInfo.InvariantCulture, $" and {byHand.Length - Shown} more");
        return $"; removed what was installed by hand: "
            + $"{string.Join(", ", byHand.Take(Shown).Select(each => $"{each.Name} {each.Version}"))}{more}";
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

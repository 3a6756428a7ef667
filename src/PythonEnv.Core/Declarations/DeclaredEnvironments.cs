using PythonEnv.Diagnostics;

namespace PythonEnv.Declarations;

/// <summary>Which environments a project declares: those of its items, and the one of its properties where it stands for itself.</summary>
public static class DeclaredEnvironments
{
    /// <summary>
    /// The properties declare an environment unless an item stands at its location, or they say nothing of their own: no requirements, and
    /// no default requirements file beside the project. A project without items always declares it.
    /// </summary>
    /// <param name="items">The <c>PythonEnv</c> items.</param>
    /// <param name="byProperties">The environment as the properties alone declare it.</param>
    /// <param name="diagnostics">Takes PYENV1004 where two environments share a location.</param>
    /// <returns>The environments, the primary one first.</returns>
    public static List<DeclaredValues> Select(IReadOnlyList<DeclaredValues> items, DeclaredValues byProperties, DiagnosticBag diagnostics)
    {
        var selected = new List<DeclaredValues>(items.Count + 1);
        var locations = new Dictionary<string, DeclaredValues>(items.Count + 1, StringComparer.Ordinal);
        foreach (DeclaredValues item in items)
        {
            if (locations.TryAdd(item.Location, item))
                selected.Add(item);
            else
                diagnostics.Add(SharedLocation(item, locations[item.Location]));
        }
        if (items.Count == 0 || (!locations.ContainsKey(byProperties.Location) && HasRequirements(byProperties)))
            selected.Insert(0, byProperties);
        return selected;
    }

    private static bool HasRequirements(DeclaredValues declared)
    {
        if (declared.Text(DeclaredNames.Requirements) is not null)
            return true;
        foreach (string file in DeclarationReader.DefaultRequirements)
        {
            if (File.Exists(Path.Combine(declared.ProjectDirectory, file)))
                return true;
        }
        return false;
    }

    private static Diagnostic SharedLocation(DeclaredValues item, DeclaredValues other) => DiagnosticCatalog.DeclarationUnreadable.At(
        new ProjectFileSpans(item.ProjectFile, item.Environment).Of(DeclaredNames.Location),
        $"two environments are declared at `{item.Location}`",
        $"`{item.Environment}` and `{other.Environment}` both stand there",
        "Give each its own `Location`");
}

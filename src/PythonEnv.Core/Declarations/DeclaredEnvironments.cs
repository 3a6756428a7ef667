using PythonEnv.Diagnostics;
using PythonEnv.Host.Platform;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Declarations;

/// <summary>Which environments a project declares: those of its items, and the one of its properties where it stands for itself.</summary>
internal static class DeclaredEnvironments
{
    private static readonly StringComparison PathComparison =
        HostPaths.Native.Comparison;

    /// <summary>
    /// The properties declare an environment unless an item has its name, or they say nothing of their own: no requirements, and no default
    /// requirements file beside the project. A project without items always declares it.
    /// </summary>
    /// <param name="items">The <c>PythonEnv</c> items.</param>
    /// <param name="byProperties">The environment as the properties alone declare it.</param>
    /// <param name="diagnostics">
    /// Takes PYENV1004 where two environments have one name or one stands in the other, and for a name that no file has; PYENV5010 where
    /// two that differ stand at one location.
    /// </param>
    /// <returns>The environments, the primary one first; without those that are reported.</returns>
    public static List<DeclaredValues> Select(IReadOnlyList<DeclaredValues> items, DeclaredValues byProperties, DiagnosticBag diagnostics)
    {
        var selected = new List<DeclaredValues>(items.Count + 1);
        if (items.Count == 0 || (!IsAmong(items, byProperties) && HasRequirements(byProperties)))
            selected.Add(byProperties);
        foreach (DeclaredValues item in items)
            Add(selected, item, diagnostics);
        return selected.Count == 1
            ? selected
            : selected.ConvertAll(each => each with { Others = selected.FindAll(other => other.Environment != each.Environment) });
    }

    // An item at the properties' place that asks for the same is the same environment under another name; one that asks for something else
    // has most likely forgotten its location.
    private static bool IsAmong(IReadOnlyList<DeclaredValues> items, DeclaredValues byProperties)
    {
        foreach (DeclaredValues item in items)
        {
            if (item.Environment == byProperties.Environment || (IsAt(item, byProperties) && !item.IsMetadatum(DeclaredNames.Requirements)))
                return true;
        }
        return false;
    }

    private static bool IsAt(DeclaredValues one, DeclaredValues other) => one.Location.Equals(other.Location, PathComparison);

    private static void Add(List<DeclaredValues> selected, DeclaredValues added, DiagnosticBag diagnostics)
    {
        if (RefuseName(added.Environment) is { } why)
        {
            diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
                new DeclaredPlaces(added).OfItem(), $"an environment can't be called `{added.Environment}`",
                $"files are called after it, and {why}", "Give it a name of letters, digits, `-`, `_` and `.`, such as `docs`"));
            return;
        }
        foreach (DeclaredValues other in selected)
        {
            if (Collision(added, other) is var (rule, problem))
            {
                diagnostics.Add(rule.At(
                    new DeclaredPlaces(added).Of(DeclaredNames.Location),
                    problem,
                    $"`{added.Environment}` is declared at `{added.Location}`, `{other.Environment}` at `{other.Location}`",
                    "Give each its own name and its own `Location`"));
                return;
            }
        }
        selected.Add(added);
    }

    // A project is built on every system; so the strictest decides.
    private static string? RefuseName(string name) =>
        name.Contains('/', StringComparison.Ordinal) ? "it has a `/`" : EntryNameRules.Windows.Refuse(name);

    private static (DiagnosticRule Rule, string Problem)? Collision(DeclaredValues one, DeclaredValues other)
    {
        if (one.Environment.Equals(other.Environment, StringComparison.OrdinalIgnoreCase))
            return (DiagnosticCatalog.DeclarationUnreadable, $"two environments are called `{one.Environment}`");
        // The same environment may have two names.
        if (IsAt(one, other))
        {
            return one.Digest() == other.Digest()
                ? null
                : (DiagnosticCatalog.LocationShared, $"two environments are declared at `{one.Location}` with different content");
        }
        return IsSameOrBelow(one.Location, other.Location) || IsSameOrBelow(other.Location, one.Location)
            ? (DiagnosticCatalog.DeclarationUnreadable, "an environment is declared inside another one")
            : null;
    }

    private static bool IsSameOrBelow(string path, string folder) =>
        path.StartsWith(folder, PathComparison) && (path.Length == folder.Length || path[folder.Length] == Path.DirectorySeparatorChar);

    private static bool HasRequirements(DeclaredValues declared) =>
        declared.Text(DeclaredNames.Requirements) is not null || declared.DefaultRequirements() is not null;
}

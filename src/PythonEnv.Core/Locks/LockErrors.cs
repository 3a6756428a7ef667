using PythonEnv.Diagnostics;

namespace PythonEnv.Locks;

/// <summary>Turns what is wrong in the tables of a lock into findings.</summary>
internal static class LockErrors
{
    /// <param name="command">The command that writes the lock anew.</param>
    public static string Rewrite(string command) => $"Write the lock anew with `{command}`";

    /// <summary>PYENV2002 for each error, at its place.</summary>
    public static void Report(IEnumerable<PylockError> errors, string command, DiagnosticBag diagnostics)
    {
        foreach (PylockError error in errors)
        {
            string problem = error.Path.Length == 0 ? error.Message : $"`{error.Path}`: {error.Message}";
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(error.Where, problem, "", Rewrite(command)));
        }
    }

    /// <summary>What there is in place of what was wanted, as evidence.</summary>
    /// <param name="what">Its plural with an article.</param>
    public static string Has(string what, IEnumerable<string> names)
    {
        string list = string.Join(", ", names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => $"`{name}`"));
        return list.Length == 0 ? $"{what} it has: none" : $"{what} it has: {list}";
    }
}

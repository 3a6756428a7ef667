using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Model;

/// <summary>Turns what is wrong in the tables of a lock into findings.</summary>
internal static class LockErrors
{
    /// <param name="tool">What makes the lock.</param>
    public static string Rewrite(LockTool tool) => $"Write the lock anew with `{tool.Lock}`";

    /// <summary>PYENV2002 for each error, at its place.</summary>
    public static void Report(IEnumerable<LockProblem> errors, LockTool tool, DiagnosticBag diagnostics)
    {
        foreach (LockProblem error in errors)
        {
            string problem = error.Path.Length == 0 ? error.Message : $"`{error.Path}`: {error.Message}";
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(error.Where, problem, "", Rewrite(tool)));
        }
    }
}

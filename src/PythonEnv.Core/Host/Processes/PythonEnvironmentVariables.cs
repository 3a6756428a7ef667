using System.Collections.Immutable;

namespace PythonEnv.Host.Processes;

/// <summary>Environment variables that change what an interpreter, or pip, does.</summary>
internal static class PythonEnvironmentVariables
{
    // Windows looks these up without regard to case, so `PythonPath` counts there.
    private static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONPLATLIBDIR", "__PYVENV_LAUNCHER__",
        "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "_CE_M", "_CE_CONDA");

    /// <summary>
    /// The variables without those that change an interpreter's behaviour: <c>PYTHON*</c>, <c>__PYVENV_LAUNCHER__</c>, those of an
    /// activated virtual or conda environment, and <c>PIP_*</c>. <c>pythonLocation</c> and <c>Python3_ROOT_DIR</c> stay: they only tell
    /// build tools where Python is.
    /// </summary>
    /// <param name="variables">The variables to start from.</param>
    /// <param name="keepPip">Leave <c>PIP_*</c> in, for a run of pip that is to obey the user's configuration.</param>
    public static ImmutableDictionary<string, string> Clean(IReadOnlyDictionary<string, string> variables, bool keepPip = false) =>
        variables
            .Where(variable => !ChangesBehaviour(variable.Key, keepPip))
            .ToImmutableDictionary(variable => variable.Key, variable => variable.Value, StringComparer.Ordinal);

    private static bool ChangesBehaviour(string name, bool keepPip) =>
        Names.Contains(name)
        || name.StartsWith("PYTHON", StringComparison.Ordinal)
        || name.StartsWith("CONDA_", StringComparison.Ordinal)
        || (!keepPip && name.StartsWith("PIP_", StringComparison.OrdinalIgnoreCase));
}

namespace PythonEnv.Tasks;

/// <summary>
/// Which warnings <c>TreatWarningsAsErrors</c> makes errors. MSBuild itself does it for the compiler's warnings alone; <c>NoWarn</c> and
/// <c>WarningsAsErrors</c> it applies to a task's as well.
/// </summary>
/// <param name="treatAsErrors">The value of <c>TreatWarningsAsErrors</c>.</param>
/// <param name="exceptions">The values of <c>WarningsNotAsErrors</c> and <c>NoWarn</c>: codes between semicolons or commas.</param>
internal sealed class WarningPolicy(string treatAsErrors, params string[] exceptions)
{
    private readonly bool _applies = treatAsErrors.Equals("true", StringComparison.OrdinalIgnoreCase);

    public bool IsError(string code) => _applies && !Array.Exists(exceptions, list => Names(list, code));

    private static bool Names(string list, string code) =>
        Array.Exists(list.Split([';', ','], StringSplitOptions.TrimEntries), item => item.Equals(code, StringComparison.OrdinalIgnoreCase));
}

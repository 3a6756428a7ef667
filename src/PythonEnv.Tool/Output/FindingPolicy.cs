using PythonEnv.Diagnostics;

namespace PythonEnv.Tool.Output;

/// <summary>What a project makes of warnings, as MSBuild reads it: lists of codes between semicolons or commas.</summary>
/// <param name="TreatAsErrors">Every warning is an error, those of <paramref name="NotAsErrors"/> apart.</param>
/// <param name="AsErrors">These warnings are errors.</param>
/// <param name="NoWarn">These are not shown.</param>
internal sealed record FindingPolicy(bool TreatAsErrors, string AsErrors, string NotAsErrors, string NoWarn)
{
    public static FindingPolicy None { get; } = new(false, "", "", "");

    /// <returns>Null for what is not shown.</returns>
    public Severity? Judge(Diagnostic finding)
    {
        if (finding.Severity != Severity.Warning)
            return finding.Severity;
        if (Names(NoWarn, finding.Code))
            return null;
        bool isError = Names(AsErrors, finding.Code) || (TreatAsErrors && !Names(NotAsErrors, finding.Code));
        return isError ? Severity.Error : Severity.Warning;
    }

    private static bool Names(string list, string code) =>
        list.Split([';', ','], StringSplitOptions.TrimEntries).Contains(code, StringComparer.OrdinalIgnoreCase);
}

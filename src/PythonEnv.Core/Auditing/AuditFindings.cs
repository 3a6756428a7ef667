using PythonEnv.Auditing.Advisories;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;

namespace PythonEnv.Auditing;

/// <summary>What is said of vulnerabilities and of sources that could not be asked.</summary>
internal static class AuditFindings
{
    private const int LongestSummary = 200;

    /// <summary>Whether an audit has said it.</summary>
    public static bool IsOfAudit(Diagnostic diagnostic) =>
        diagnostic.Rule == DiagnosticCatalog.AdvisoriesUnreachable
        || diagnostic.Rule == DiagnosticCatalog.VulnerabilityLow
        || diagnostic.Rule == DiagnosticCatalog.VulnerabilityModerate
        || diagnostic.Rule == DiagnosticCatalog.VulnerabilityHigh || diagnostic.Rule == DiagnosticCatalog.VulnerabilityCritical;

    /// <summary>PYENV7001 to 7004. What nobody has rated is told as moderate, and at every level: it may be the worst.</summary>
    /// <param name="where">The line of the pin.</param>
    /// <param name="askers">Who asks for the distribution, as a phrase; empty where that is not known.</param>
    public static Diagnostic Describe(Vulnerability vulnerability, SourceSpan where, string askers)
    {
        AuditLevel? level = vulnerability.Level;
        DiagnosticRule rule = level switch
        {
            AuditLevel.Low => DiagnosticCatalog.VulnerabilityLow,
            AuditLevel.High => DiagnosticCatalog.VulnerabilityHigh,
            AuditLevel.Critical => DiagnosticCatalog.VulnerabilityCritical,
            _ => DiagnosticCatalog.VulnerabilityModerate,
        };
        string severity = level is { } rated ? $"of {rated.ToString().ToLowerInvariant()} severity" : "that nobody has rated";
        string aliases = vulnerability.Aliases.IsEmpty ? "" : $" ({string.Join(", ", vulnerability.Aliases)})";
        string[] evidence = [Shorten(vulnerability.Summary), vulnerability.Page, askers];
        string name = vulnerability.Pin.Name.Value;
        return rule.At(
            where, $"`{name}=={vulnerability.Pin.Version}` has a known vulnerability {severity}, {vulnerability.Id}{aliases}",
            string.Join("; ", evidence.Where(part => part.Length > 0)),
            vulnerability.FixedIn is { } fix
                ? $"Pin `{name}=={fix}` or newer"
                : "No version is known to mend it: replace it, or suppress it with `PythonEnvAuditSuppress` and a reason");
    }

    /// <summary>PYENV7000.</summary>
    /// <param name="where">What declares the source.</param>
    public static Diagnostic Describe(AdvisoryAnswer answer, DateTimeOffset now, SourceSpan where) =>
        DiagnosticCatalog.AdvisoriesUnreachable.At(
        where, $"the advisories of `{answer.Source}` could not all be read",
        answer.From is { } from && answer.Problem is not null
            ? $"{answer.Problem}; what is known is {Age(from, now)}"
            : answer.Problem ?? "",
        $"Check `PythonEnvAuditSources`, or ask again later with `{ProposedCommand.Audit}`");

    /// <summary>How old something is, as a phrase such as <c>3 hours old</c>.</summary>
    public static string Age(DateTimeOffset from, DateTimeOffset now) => (now - from) switch
    {
        { TotalMinutes: < 1 } => "of this minute",
        { TotalHours: < 1 } age => $"{Counted.Of((int)age.TotalMinutes, "minute")} old",
        { TotalDays: < 1 } age => $"{Counted.Of((int)age.TotalHours, "hour")} old",
        { } age => $"{Counted.Of((int)age.TotalDays, "day")} old",
    };

    // Where there is no summary, the details of a whole page stand in for it.
    public static string Shorten(string summary)
    {
        string line = summary.Trim().Split('\n')[0].Trim().TrimEnd('.');
        return line.Length <= LongestSummary ? line : $"{line[..LongestSummary]}…";
    }
}

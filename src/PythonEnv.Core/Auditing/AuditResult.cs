using System.Collections.Immutable;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Auditing;

/// <summary>What an audit has found, and what of it is to be told.</summary>
/// <param name="Pins">How many were asked about.</param>
/// <param name="Found">Everything that is known.</param>
internal sealed record AuditResult(
    int Pins, ImmutableArray<AdvisoryAnswer> Answers, ImmutableArray<Vulnerability> Found, AuditDeclaration Declaration, DateTimeOffset Now)
{
    public static AuditResult Nothing(int pins) => new(pins, [], [], new AuditDeclaration(false, AuditLevel.Low, []), default);

    /// <summary>What is neither suppressed nor below the level; what nobody has rated may be the worst.</summary>
    public IEnumerable<Vulnerability> Told =>
        Found.Where(vulnerability => SuppressionOf(vulnerability) is null && !(vulnerability.Level < Declaration.Level));

    /// <summary>Whether a source has told anything, if only that nothing is known.</summary>
    public bool IsAnswered => Answers.Any(answer => answer.From is not null);

    /// <summary>PYENV7000 to 7004.</summary>
    /// <param name="whereOf">The line of a pin.</param>
    /// <param name="askersOf">Who asks for a distribution, as a phrase.</param>
    /// <param name="sourcesAt">What declares the sources.</param>
    public IEnumerable<Diagnostic> Describe(Func<string, SourceSpan> whereOf, Func<string, string> askersOf, SourceSpan sourcesAt) =>
    [
        .. Answers.Where(answer => answer.Problem is not null).Select(answer => AuditFindings.Describe(answer, Now, sourcesAt)),
        .. Told.Select(vulnerability => AuditFindings.Describe(
            vulnerability, whereOf(vulnerability.Pin.Name.Value), askersOf(vulnerability.Pin.Name.Value))),
    ];

    public ImmutableArray<ReceiptVulnerability> ToReceipt() => [.. Told.Select(vulnerability => new ReceiptVulnerability(
        vulnerability.Pin.Name.Value, vulnerability.Pin.Version.ToString(), vulnerability.Id, vulnerability.Aliases,
        vulnerability.Level?.ToString().ToLowerInvariant()
            ?? "", vulnerability.Page, AuditFindings.Shorten(vulnerability.Summary), vulnerability.FixedIn?.ToString()
            ?? ""))];

    /// <summary>What was asked, how old the answers are, and what was left out and why: a line each.</summary>
    public IEnumerable<string> Details =>
    [
        .. Answers.Select(answer => answer.From is { } from
            ? $"{Redaction.OfPaths(answer.Source)} was asked about {Counted.Of(Pins, "pin")}; "
                + $"what it says is {AuditFindings.Age(from, Now)}"
            : $"{Redaction.OfPaths(answer.Source)} {(answer.Problem is null ? "tells no advisories" : "has not answered")}"),
        .. from vulnerability in Found
           let suppression = SuppressionOf(vulnerability)
           where suppression is not null
           select $"{vulnerability.Id} of {vulnerability.Pin.Name} {vulnerability.Pin.Version} is "
               + $"suppressed{(suppression.Reason.Length > 0 ? $": {suppression.Reason}" : "; no reason is given")}",
        .. Declaration.Suppressions.Where(
            suppression => IsAnswered && !Found.Any(vulnerability => vulnerability.IsCalled(suppression.Advisory)))
            .Select(suppression => $"`{suppression.Advisory}` is suppressed and was not found: the suppression can go"),
    ];

    private AuditSuppression? SuppressionOf(Vulnerability vulnerability) =>
        Declaration.Suppressions.FirstOrDefault(suppression => vulnerability.IsCalled(suppression.Advisory));
}

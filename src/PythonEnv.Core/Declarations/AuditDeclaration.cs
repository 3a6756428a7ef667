using System.Collections.Immutable;

namespace PythonEnv.Declarations;

/// <summary>How bad a known vulnerability is.</summary>
internal enum AuditLevel
{
    Low,
    Moderate,
    High,
    Critical,
}

/// <summary>A known vulnerability that is not to be told.</summary>
/// <param name="Advisory">An identifier, or the URL of a page about it.</param>
/// <param name="Reason">Why; empty where none is given.</param>
internal sealed record AuditSuppression(string Advisory, string Reason);

/// <summary>Whether and how known vulnerabilities of what is pinned are looked for.</summary>
/// <param name="IsOn">In every restore that changes something.</param>
/// <param name="Level">The least that is told.</param>
/// <param name="Sources">URLs of OSV-compatible services, or URLs, files and folders of OSV dumps; paths are absolute. Empty: what the
/// index says.</param>
internal sealed record AuditDeclaration(bool IsOn, AuditLevel Level, ImmutableArray<string> Sources)
{
    public ImmutableArray<AuditSuppression> Suppressions { get; init; } = [];
}

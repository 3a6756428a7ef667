using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Engine.Mending;

/// <summary>The differences of one environment, in the words of a message.</summary>
/// <param name="receipt">Of what stands there; null if there is none.</param>
internal sealed class AssessmentFindings(EnvironmentDeclaration declaration, Receipt? receipt)
{
    private readonly List<Diagnostic> _all = [];

    /// <summary>What was added, in that order.</summary>
    public ImmutableArray<Diagnostic> All => [.. _all];

    /// <summary>When the environment was good the last time, as a part of a sentence; empty where it never was.</summary>
    public string Since => receipt is null ? "" : EnvironmentStanding.Since(receipt);

    public void Add(Diagnostic finding) => _all.Add(finding);

    /// <summary>Adds a difference of the environment as a whole: it is blamed on the declared location.</summary>
    public void Add(DiagnosticRule rule, string problem, string evidence) => _all.Add(Finding(rule, problem, evidence));

    /// <summary>Adds a difference that something declared elsewhere is blamed for.</summary>
    public void Add(DiagnosticRule rule, SourceSpan where, string problem, string evidence) =>
        _all.Add(rule.At(where, problem, evidence, EnvironmentStanding.RemedyFor(declaration)));

    /// <summary>Adds PYENV5003 for a distribution that no pin names.</summary>
    /// <param name="isRecorded">Whether this package installed it.</param>
    public void AddExtra(InstalledDistribution extra, bool isRecorded)
    {
        Diagnostic finding = Finding(
            DiagnosticCatalog.PackagesDiffer, $"`{extra.Name}` {extra.Version} is in the environment and not in its declaration",
            $"found `{extra.MetadataDirectory}` ({Since})");
        // Who put something in by hand is told how to keep it; what was once pinned goes because its pin went.
        _all.Add(isRecorded ? finding : finding with
        {
            WhenMended = finding with
            {
                Severity = Severity.Message,
                Problem = $"`{extra.Name}` {extra.Version} was removed from `{declaration.Location}`",
                Evidence = "it was installed by hand, and nothing declared pins it",
                Remedy = $"Pin `{extra.Name}=={extra.Version}` to keep it",
            },
        });
    }

    /// <summary>Adds PYENV5004 for files that no distribution brought; nothing where there are none.</summary>
    public void AddStrays(ImmutableArray<string> strays)
    {
        if (strays.IsEmpty)
            return;
        Diagnostic finding = Finding(
            DiagnosticCatalog.FilesDiffer, "the environment holds files that belong to no distribution",
            $"found {ListOf(strays)} ({Since})");
        _all.Add(finding with
        {
            WhenMended = finding with
            {
                Severity = Severity.Message,
                Problem = "files that belong to no distribution were removed from the environment",
                Remedy = "Keep files of your own outside of its site-packages and commands",
            },
        });
    }

    /// <summary>Adds PYENV5004 for a distribution that is not as its RECORD says.</summary>
    /// <param name="where">The pin.</param>
    /// <param name="isHidden">Whether only a whole verification finds it.</param>
    public void AddDamage(DistributionFiles damaged, SourceSpan where, bool isHidden)
    {
        var parts = new List<string>(4);
        if (damaged.Unreadable is { } unreadable)
            parts.Add(unreadable);
        if (!damaged.Missing.IsEmpty)
            parts.Add($"missing {ListOf(damaged.Missing)}");
        if (!damaged.Edited.IsEmpty)
            parts.Add($"edited {ListOf(damaged.Edited)}");
        if (!damaged.Barred.IsEmpty)
            parts.Add($"no longer readable or executable {ListOf(damaged.Barred)}");
        string name = $"`{damaged.Distribution.Name}` {damaged.Distribution.Version}";
        Add(DiagnosticCatalog.FilesDiffer.At(
            where, $"files of {name} are missing or edited", $"{string.Join("; ", parts)} ({Since})",
            EnvironmentStanding.RemedyFor(declaration, isHidden)));
    }

    /// <summary>The first few of many paths.</summary>
    public static string ListOf(ImmutableArray<string> paths)
    {
        const int Shown = 5;
        string list = string.Join(", ", paths.Take(Shown).Select(path => $"`{path}`"));
        return paths.Length <= Shown ? list : string.Create(CultureInfo.InvariantCulture, $"{list} and {paths.Length - Shown} more");
    }

    private Diagnostic Finding(DiagnosticRule rule, string problem, string evidence) =>
        rule.At(declaration.LocationDeclaredAt, problem, evidence, EnvironmentStanding.RemedyFor(declaration));
}

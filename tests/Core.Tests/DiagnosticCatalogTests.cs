using System.Text.RegularExpressions;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed partial class DiagnosticCatalogTests
{
    // Reported by the package's targets: the engine can't be loaded where it applies.
    private static readonly DiagnosticRule OldBuild = new("PYENV9001", "this MSBuild is too old to host the package");

    private static readonly string Pages = Path.Combine(Repository.Root, "docs", "diagnostics");

    private static IEnumerable<DiagnosticRule> Documented => DiagnosticCatalog.All.Values.Append(OldBuild);

    [TestMethod]
    public void A_message_says_problem_evidence_and_remedy_as_sentences()
    {
        Diagnostic diagnostic = DiagnosticCatalog.NotPinned.At(
            new SourceSpan("/p/requirements.txt", 3, 5), "`flask` is not pinned to one version", "declared `flask>=2`",
            "Write `flask==2.2.2`");

        Assert.AreEqual(
            "/p/requirements.txt(3,5): error PYENV2003: `flask` is not pinned to one version. Declared `flask>=2`. Write `flask==2.2.2`.",
            diagnostic.ToString());
    }

    [TestMethod]
    public void Every_rule_has_a_page_that_opens_with_its_code_and_title()
    {
        foreach (DiagnosticRule rule in Documented)
            Assert.AreEqual($"# {rule.Code}: {rule.Title}", File.ReadLines(Path.Combine(Pages, $"{rule.Code}.md")).First());
    }

    [TestMethod]
    public void Every_page_belongs_to_a_rule()
    {
        string[] pages = [.. Directory.GetFiles(Pages, "PYENV*").Select(page => Path.GetFileName(page)).Order(StringComparer.Ordinal)];

        CollectionAssert.AreEqual(Documented.Select(rule => $"{rule.Code}.md").ToArray(), pages);
    }

    [TestMethod]
    public void The_overview_lists_every_rule_with_its_severity_and_title()
    {
        string[] rows =
        [
            .. File.ReadLines(Path.Combine(Pages, "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal))
        ];

        CollectionAssert.AreEqual(Documented.Select(Row).ToArray(), rows);
    }

    [TestMethod]
    public void No_page_says_that_a_rule_is_always_an_error_which_is_reported_as_a_warning_too()
    {
        string source = Path.Combine(Repository.Root, "src", "PythonEnv.Core");
        string[] files = Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories);
        string[] warned =
        [
            .. files.SelectMany(file => SometimesWarning().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct()
        ];
        string[] wrong =
        [
            .. warned.Select(name => (DiagnosticRule)typeof(DiagnosticCatalog).GetField(name)!.GetValue(null)!).Select(rule => rule.Code)
                .Where(code => File.ReadAllText(Path.Combine(Pages, $"{code}.md")).Contains("It is an error and has no other severity", StringComparison.Ordinal))
        ];

        Assert.IsGreaterThan(5, warned.Length);
        CollectionAssert.AreEqual(Array.Empty<string>(), wrong);
    }

    // A finding that is made, with no other one between it and its severity.
    [GeneratedRegex(@"DiagnosticCatalog\.(\w+)\.At\((?:(?!DiagnosticCatalog\.).)*?Severity = Severity\.Warning", RegexOptions.Singleline)]
    private static partial Regex SometimesWarning();

    private static string Row(DiagnosticRule rule) =>
        $"| [{rule.Code}]({rule.Code}.md) | {rule.Severity.ToString().ToLowerInvariant()} | {rule.Title} |";
}

using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed class DiagnosticCatalogTests
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

    private static string Row(DiagnosticRule rule) =>
        $"| [{rule.Code}]({rule.Code}.md) | {rule.Severity.ToString().ToLowerInvariant()} | {rule.Title} |";
}

using PythonEnv.Diagnostics;

namespace PythonEnv.Core.Tests;

[TestClass]
public sealed class DiagnosticCatalogTests
{
    [TestMethod]
    public void A_message_says_problem_evidence_and_remedy_as_sentences()
    {
        Diagnostic diagnostic = DiagnosticCatalog.NotPinned.At(
            new SourceSpan("/p/requirements.txt", 3, 5), "`flask` is not pinned to one version", "declared `flask>=2`", "Write `flask==2.2.2`");

        Assert.AreEqual(
            "/p/requirements.txt(3,5): error PYENV2003: `flask` is not pinned to one version. declared `flask>=2`. Write `flask==2.2.2`.",
            diagnostic.ToString());
    }
}

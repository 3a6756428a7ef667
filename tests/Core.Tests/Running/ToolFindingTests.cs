using PythonEnv.Running;

namespace PythonEnv.Core.Tests.Running;

[TestClass]
internal sealed class ToolFindingTests
{
    [TestMethod]
    [DataRow(
        "app/a.py:3: error: Incompatible types in assignment  [assignment]", "app/a.py", 3, 0, true, "assignment",
        "Incompatible types in assignment")]
    [DataRow(
        "app/a.py:3:5: warning: Unused \"type: ignore\" comment  [unused-ignore]", "app/a.py", 3, 5, false, "unused-ignore",
        "Unused \"type: ignore\" comment")]
    [DataRow(
        "  /w/a.py:1:8 - error: Import \"x\" could not be resolved (reportMissingImports)", "/w/a.py", 1, 8, true, "reportMissingImports",
        "Import \"x\" could not be resolved")]
    [DataRow("a.py:1:8: F401 [*] `os` imported but unused", "a.py", 1, 8, false, "F401", "[*] `os` imported but unused")]
    [DataRow("a.py:1:80: E501 line too long (88 > 79 characters)", "a.py", 1, 80, false, "E501", "line too long (88 > 79 characters)")]
    [DataRow("a.py:4:11: invalid-syntax: Expected an expression", "a.py", 4, 11, false, "invalid-syntax", "Expected an expression")]
    [DataRow("tests/test_a.py:12: AssertionError: assert 1 == 2", "tests/test_a.py", 12, 0, true, "", "AssertionError: assert 1 == 2")]
    [DataRow(@"C:\w\a.py:7:1: error: no", @"C:\w\a.py", 7, 1, true, "", "no")]
    [DataRow("::error file=a.py,line=3::text", "a.py", 3, 0, true, "", "text")]
    [DataRow(
        "::warning title=Ruff (F401),file=/w/a.py,line=1,col=8,endLine=1,endColumn=10::a.py:1:8: F401 50%25 %0A unused", "/w/a.py", 1, 8, false, "",
        "a.py:1:8: F401 50%   unused")]
    [DataRow("::error file=C%3A\\w\\a%2Cb.py,title=No::", "C:\\w\\a,b.py", 0, 0, true, "", "No")]
    [DataRow("::error::text", "", 0, 0, true, "", "text")]
    [DataRow("x.c:7:1: fatal error: no such header", "x.c", 7, 1, true, "", "no such header")]
    public void What_tools_print_is_read(string line, string file, int at, int column, bool isError, string code, string text) =>
        Assert.AreEqual(new ToolFinding(file, at, column, isError, code, text), ToolFinding.Parse(line));

    [TestMethod]
    [DataRow("")]
    [DataRow("error: something")]
    [DataRow("::notice file=a.py,line=3::text")]
    [DataRow("::group::error")]
    [DataRow("2026-01-31 12:30:45: error in the clock")]
    [DataRow("a.py:3: note: see https://example.com")]
    [DataRow("http://example.com:80/error: warning")]
    [DataRow("Found 3 errors in 1 file (checked 2 source files)")]
    [DataRow("a.py:1: DeprecationWarning: use the other")]
    public void Anything_else_is_none(string line) => Assert.IsNull(ToolFinding.Parse(line), line);
}

using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Diagnostics;

[TestClass]
internal sealed class LogTextTests
{
    [TestMethod]
    [DataRow("plain text, `code` and ümlauts", "plain text, `code` and ümlauts")]
    [DataRow("one\r\ntwo\nthree\rfour\u2028five", "one two three four five")]
    [DataRow("\u001b[31mred\u001b[0m\a", "\\u001b[31mred\\u001b[0m\\u0007")]
    [DataRow("\u009b2Jgone\u007f", "\\u009b2Jgone\\u007f")]
    [DataRow("abc\u202efdp.exe", "abc\\u202efdp.exe")]
    [DataRow("see ##vso[task.setvariable variable=x]y", "see # #vso[task.setvariable variable=x]y")]
    [DataRow("##[command]rm", "# #[command]rm")]
    [DataRow("###vso[x]", "## #vso[x]")]
    [DataRow("## heading of a page [1]", "## heading of a page [1]")]
    public void Text_from_outside_is_one_line_without_commands(string text, string shown) => Assert.AreEqual(shown, LogText.OneLine(text));

    [TestMethod]
    public void No_part_of_a_diagnostic_begins_a_line()
    {
        const string Evil = "because\r\n##vso[task.setvariable variable=PATH]/evil\n::set-env name=PATH::/evil\u001b[2K";
        Diagnostic diagnostic = DiagnosticCatalog.Yanked.At(SourceSpan.None, Evil, Evil, Evil);

        Assert.IsFalse(diagnostic.Message.Contains('\n'), diagnostic.Message);
        Assert.IsFalse(diagnostic.ToString().Any(char.IsControl));
        Assert.DoesNotContain("##vso[", diagnostic.Message);
    }

    [TestMethod]
    public void What_a_program_wrote_stands_behind_marks()
    {
        Diagnostic diagnostic = DiagnosticCatalog.InstallerFailed.At(SourceSpan.None, "pip failed", "", "") with
        {
            Output = "first\r\n::error::injected\n##vso[x]"
        };

        Assert.AreEqual("pip failed.\n  | first\n  | ::error::injected\n  | # #vso[x]", diagnostic.Message);
    }

    [TestMethod]
    public void Steps_and_details_of_the_engine_are_lines_too()
    {
        MemoryLog log = new();
        var lines = new OneLineLog(log);

        lines.Step("a\nb");
        lines.Detail("c\u001bd");

        Assert.AreEqual("a b", log.Steps.Single());
        Assert.AreEqual("c\\u001bd", log.Details.Single());
    }

    [TestMethod]
    public void No_line_of_the_engine_has_a_credential()
    {
        MemoryLog log = new();
        var lines = new OneLineLog(log);

        lines.Step("from //user:secret@h/share");
        lines.Detail("from https://user:secret@h/");

        Assert.AreEqual("from //****@h/share", log.Steps.Single());
        Assert.AreEqual("from https://****@h/", log.Details.Single());
        Assert.AreEqual("//****@h/c.txt", DiagnosticCatalog.RequirementsMissing.At(new SourceSpan("//user:secret@h/c.txt"), "", "", "").Where.File);
    }
}

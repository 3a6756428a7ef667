using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Diagnostics;

[TestClass]
internal sealed class ProposedCommandTests
{
    [TestMethod]
    [DataRow($"{ProposedCommand.Mend} to mend it", "Run `pythonenv restore` to mend it")]
    [DataRow($"Run `{ProposedCommand.Lock}`", "Run `pythonenv lock`")]
    [DataRow($"`{ProposedCommand.UpgradeAll}` or `{ProposedCommand.UpgradeOne}`", "`pythonenv upgrade` or `pythonenv upgrade NAME`")]
    [DataRow($"`{ProposedCommand.Build} -p:PythonEnvMode=Restore`", "`pythonenv restore -p:PythonEnvMode=Restore`")]
    [DataRow($"Name one: `{ProposedCommand.Why}markupsafe`", "Name one: `pythonenv why markupsafe`")]
    [DataRow("what a dotnet build of /a/dotnet build/b prints", "what a dotnet build of /a/dotnet build/b prints")]
    public void A_proposal_fits_the_command_line(string text, string expected) =>
        Assert.AreEqual(expected, ProposedCommand.ForTool(text));

    [TestMethod]
    public void Every_part_of_a_finding_fits()
    {
        Diagnostic finding = DiagnosticCatalog.LockOutdated.At(
            SourceSpan.None, $"`{ProposedCommand.Lock}`", $"`{ProposedCommand.Audit}`", $"`{ProposedCommand.Vendor}`");

        Assert.AreEqual("`pythonenv lock`. `pythonenv audit`. `pythonenv vendor`.", ProposedCommand.ForTool(finding).Message);
    }

    [TestMethod]
    public void No_message_spells_a_command_by_itself()
    {
        string engine = Path.Combine(Repository.Root, "src", "PythonEnv.Core");
        string[] found =
        [
            .. from file in Directory.EnumerateFiles(engine, "*.cs", SearchOption.AllDirectories)
               where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
               where Path.GetFileName(file) != "ProposedCommand.cs"
               from line in File.ReadLines(file)
               where line.Contains("dotnet build", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
               select $"{Path.GetFileName(file)}: {line.Trim()}"
        ];

        Assert.IsEmpty(found, string.Join('\n', found));
    }
}

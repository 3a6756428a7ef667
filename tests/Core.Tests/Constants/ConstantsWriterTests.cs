using System.Text.Json;
using PythonEnv.Constants;

namespace PythonEnv.Core.Tests.Constants;

[TestClass]
internal sealed class ConstantsWriterTests
{
    private const string Awkward = "/a \"b\"\\c\n“d”\u2028é😀";

    private static PythonConstants Plain =>
        new("/p/.venv/bin/python", "/p/.venv", "/p/.venv/bin", "/p/.venv/lib/site-packages", "3.11.7", "abc");

    // A literal of C# with these escapes alone is one of JSON as well.
    [TestMethod]
    public void CSharp_reads_back_every_value_however_it_is_spelt()
    {
        string[] lines = ConstantsWriter.Write(Plain with { Executable = Awkward }, ConstantsLanguage.CSharp).Split('\n');
        Dictionary<string, string?> values = lines.Select(line => line.Trim())
            .Where(line => line.StartsWith("internal const string ", StringComparison.Ordinal))
            .Select(line => line["internal const string ".Length..^1].Split(" = ", 2))
            .ToDictionary(parts => parts[0], parts => JsonSerializer.Deserialize<string>(parts[1]));

        CollectionAssert.IsSubsetOf(
            new[] { "[global::Microsoft.CodeAnalysis.Embedded]", "internal static class PythonEnvironment" }, lines,
            "a friend sees its own and not this one");
        CollectionAssert.AreEqual(
            new[] { "Executable", "Home", "ScriptsDirectory", "SitePackages", "Version", "Fingerprint" }, values.Keys.ToArray());
        Assert.AreEqual(Awkward, values["Executable"]);
        Assert.AreEqual("/p/.venv", values["Home"]);
    }

    [TestMethod]
    public void FSharp_is_a_module_of_literals()
    {
        string text = ConstantsWriter.Write(Plain with { Home = "C:\\a \"b\"\n" }, ConstantsLanguage.FSharp);

        StringAssert.Contains(text, "module internal PythonEnvironment\n");
        StringAssert.Contains(text, "\n[<Literal>]\nlet Home = \"C:\\\\a \\\"b\\\"\\u000A\"\n");
    }

    [TestMethod]
    public void Visual_Basic_has_no_escapes_and_knows_typographic_quotation_marks()
    {
        string text = ConstantsWriter.Write(Plain with { Home = "C:\\a \"b\" “c\n" }, ConstantsLanguage.VisualBasic);

        StringAssert.Contains(text, "Friend Module PythonEnvironment\n");
        StringAssert.Contains(text, "\n    Friend Const Home As String = \"C:\\a \"\"b\"\" \" & ChrW(8220) & \"c\" & ChrW(10) & \"\"\n");
        Assert.EndsWith("End Module\n", text);
    }

    [TestMethod]
    [DataRow("C#", "CSharp")]
    [DataRow("F#", "FSharp")]
    [DataRow("VB", "VisualBasic")]
    [DataRow("JS", null)]
    public void The_language_is_that_of_the_project(string language, string? expected) =>
        Assert.AreEqual(expected, ConstantsWriter.LanguageOf(language)?.ToString());
}

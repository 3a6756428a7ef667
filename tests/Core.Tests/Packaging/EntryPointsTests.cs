using PythonEnv.Packaging.Metadata;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class EntryPointsTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void Console_and_gui_scripts_are_read_and_other_groups_left_alone()
    {
        EntryPoints points = EntryPoints.Parse(
            "[console_scripts]\nFoo = foo.cli : main [x,y]\n[other]\nany = thing\n\n[gui_scripts]\nbar=foo:App.run\n");
        Assert.IsEmpty(points.Problems);
        CollectionAssert.AreEqual(
            new EntryPointScript[] { new("Foo", "foo.cli", "main", IsGui: false), new("bar", "foo", "App.run", IsGui: true) },
            points.Scripts.ToArray());
    }

    [TestMethod]
    [DataRow("[console_scripts]\na = b\n", 2)]
    [DataRow("[console_scripts]\na = b:c ; comment\n", 2)]
    [DataRow("[console_scripts]\na : b:c\n", 2)]
    [DataRow("[console_scripts]\n= b:c\n", 2)]
    [DataRow("a = b:c\n", 1)]
    public void A_malformed_line_is_named(string text, int line) => Assert.AreEqual(line, EntryPoints.Parse(text).Problems.Single().Line);

    [TestMethod]
    [DataRow("[console_scripts]\na=b:c\n[x]\n[console_scripts]\nd=b:e\na=b:f\n", "d b:e console, a b:f console")]
    [DataRow("[console_scripts]\na=b:c\n[gui_scripts]\na=b:d\n", "a b:d gui")]
    [DataRow("[gui_scripts]\na=b:d\n[console_scripts]\na=b:c\nA=b:e\n", "A b:e console, a b:d gui")]
    public void A_group_that_is_there_again_goes_on_and_the_command_of_a_window_counts(string text, string scripts)
    {
        EntryPoints points = EntryPoints.Parse(text);

        Assert.IsEmpty(points.Problems);
        IEnumerable<string> read = points.Scripts
            .Select(script => $"{script.Name} {script.Module}:{script.Attribute} {(script.IsGui ? "gui" : "console")}");
        Assert.AreEqual(scripts, string.Join(", ", read));
    }

    [TestMethod]
    public void A_file_without_scripts_has_none() => Assert.IsEmpty(EntryPoints.Parse("# nothing\n").Scripts);

    [TestMethod]
    public void No_text_upsets_the_reader() => Fuzz.Texts(
        TestSeed.Fresh(TestContext),
        ["[console_scripts]\na = b:c [x]\n  more\n# c\n[gui_scripts]\nd=e.f:g\n"],
        ["[", "]", "=", ":", "\n", "\n ", "#", ";", "[console_scripts]", "."],
        text => EntryPoints.Parse(text));

    [TestMethod]
    public void Of_a_command_that_is_there_twice_the_last_counts_and_other_groups_are_left_alone()
    {
        EntryPoints points = EntryPoints.Parse("[plugins]\na = b\na = c\n[console_scripts]\na = b:c\nb = b:c\na = d:e\n");

        Assert.IsEmpty(points.Problems);
        Assert.AreEqual("b b, a d", string.Join(", ", points.Scripts.Select(script => $"{script.Name} {script.Module}")));
    }
}

using PythonEnv.Packaging.Requirements;
using PythonEnv.Tool;
using PythonEnv.Tool.Commands;
using PythonEnv.Tool.Editing;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>What an edit does not touch stays.</summary>
[TestClass]
internal sealed class EditingTests
{
    [TestMethod]
    [DataRow("", "b", "b\n")]
    [DataRow("a", "b>1", "a\nb>1\n")]
    [DataRow("a\r\n", "b", "a\r\nb\r\n")]
    [DataRow("# x\n  B==1 \\\n    --hash=sha256:00 # y\nc\n", "b<3", "# x\n  b<3  # y\nc\n")]
    [DataRow("b; python_version < '3' # old\n", "b", "b  # old\n")]
    [DataRow("-r other.txt\nb#c\n", "b", "-r other.txt\nb#c\nb\n")]
    [DataRow("b<2; os_name=='nt'\nb<3; os_name!='nt'\n", "b==2; os_name != 'nt'", "b<2; os_name=='nt'\nb==2; os_name != 'nt'\n")]
    [DataRow("b<2\n", "b<1; os_name == 'nt'", "b<2\nb<1; os_name == 'nt'\n")]
    [DataRow("b<2; os_name=='nt'\nb<3\n", "b<4", "b<2; os_name=='nt'\nb<4\n")]
    public void A_requirement_is_set_in_a_requirements_file(string before, string set, string after)
    {
        var text = new RequirementsText(before);

        text.Set(Read(set), set);

        Assert.AreEqual(after, text.Text);
    }

    [TestMethod]
    [DataRow("b; os_name=='nt'\nb; os_name!='nt'\n", "b")]
    [DataRow("b>1\nb<3\n", "b==2")]
    public void Which_of_several_requirements_is_meant_is_not_guessed(string before, string set)
    {
        var text = new RequirementsText(before);

        Assert.Throws<UsageException>(() => text.Set(Read(set), set));
        Assert.Throws<UsageException>(() => text.Read(Read(set)));
        Assert.AreEqual(before, text.Text);
    }

    [TestMethod]
    [DataRow("[]", "[\"b>1\"]", "[]")]
    [DataRow("[\"a\"]", "[\"a\", \"b>1\"]", "[\"a\"]")]
    [DataRow("[\"a\", ]", "[\"a\", \"b>1\", ]", "[\"a\", ]")]
    [DataRow("[\n  \"a\" # x\n]", "[\n  \"a\", # x\n  \"b>1\",\n]", "[\n  \"a\", # x\n]")]
    [DataRow("[\r\n  \"a\",  # x\r\n]", "[\r\n  \"a\",  # x\r\n  \"b>1\",\r\n]", "[\r\n  \"a\",  # x\r\n]")]
    [DataRow("[\n  \"a\",\n  \"c\"]", "[\n  \"a\",\n  \"c\",\n  \"b>1\",]", "[\n  \"a\",\n  \"c\",\n  ]")]
    public void A_requirement_is_added_to_a_list_of_a_project_and_removed_again(string before, string added, string removed)
    {
        PyProjectText text = Project(before);

        text.Set(Read("b>1"), "b>1");
        Assert.AreEqual(Whole(added), text.Text);
        text.Set(Read("B<9"), "B<9");
        Assert.AreEqual(Whole(added.Replace("b>1", "B<9", StringComparison.Ordinal)), text.Text);
        Assert.IsTrue(text.Remove(Read("b").CanonicalName));
        Assert.AreEqual(Whole(removed), text.Text);
        Assert.IsFalse(text.Remove(Read("b").CanonicalName));
    }

    [TestMethod]
    [DataRow("b", "b>=2")]
    [DataRow("b[x] >= 1", "b[x]>=2")]
    [DataRow("B[x,y]==1; python_version < '4'", "b[x,y]>=2; python_version < \"4\"")]
    public void An_upgrade_keeps_extras_and_marker(string before, string after)
    {
        foreach (IInputText text in (IInputText[])[new RequirementsText(before), Project($"[\"{before}\"]")])
        {
            string written = InputCommands.Upgraded(text.Read(Read("b")), Read("b>=2"), "b>=2");
            text.Set(Read("b>=2"), written);

            Assert.AreEqual(after, written);
            Assert.AreEqual(after, text.Read(Read("b"))!.ToString());
        }
    }

    [TestMethod]
    public void A_list_that_is_not_there_is_begun()
    {
        var dependencies = new PyProjectText("[project]\nname = \"x\"\n", "p.toml", ["project"], "dependencies");
        dependencies.Set(Read("b"), "b; sys_platform == \"win32\"");
        Assert.AreEqual("[project]\ndependencies = ['b; sys_platform == \"win32\"']\nname = \"x\"\n", dependencies.Text);

        var group = new PyProjectText("[project]\nname = \"x\"", "p.toml", ["dependency-groups"], "dev");
        group.Set(Read("b"), "b");
        Assert.AreEqual("[project]\nname = \"x\"\n\n[dependency-groups]\ndev = [\"b\"]\n", group.Text);
    }

    [TestMethod]
    [DataRow("b; sys_platform == 'win32'")]
    [DataRow("b; sys_platform == \"win32\"")]
    [DataRow("b; sys_platform == \"win32\" and os_name == 'nt'")]
    public void Whatever_quotes_a_requirement_has_it_is_read_back(string written)
    {
        PyProjectText text = Project("[]");

        text.Set(Read(written), written);

        Assert.AreEqual(Read(written).ToString(), text.Read(Read(written))?.ToString());
    }

    private static PyProjectText Project(string list) => new(Whole(list), "pyproject.toml", ["project"], "dependencies");

    private static string Whole(string list) => $"# für 🐍 first\n[project]\nname = \"x\" # [\ndependencies = {list}\nversion = \"1\"\n";

    private static Requirement Read(string text)
    {
        Assert.IsTrue(Requirement.TryParse(text, out Requirement? requirement, out _), text);
        return requirement!;
    }
}

using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

[TestClass]
internal sealed class DeclaredEnvironmentsTests
{
    [TestMethod]
    public void Properties_alone_declare_one_even_without_requirements()
    {
        using TempDirectory folder = new();

        Assert.AreEqual("default", Select(folder, Environment(folder, "default")));
    }

    [TestMethod]
    public void Beside_items_the_properties_declare_one_only_with_requirements_of_their_own()
    {
        using TempDirectory folder = new();
        Assert.AreEqual("docs", Select(folder, Environment(folder, "default"), Environment(folder, "docs", ".venv-docs")));
        Assert.AreEqual(
            "default docs",
            Select(folder, Environment(folder, "default", requirements: "r.txt"), Environment(folder, "docs", ".venv-docs")));

        folder.Write("requirements.txt", "");
        Assert.AreEqual("default docs", Select(folder, Environment(folder, "default"), Environment(folder, "docs", ".venv-docs")));
    }

    [TestMethod]
    public void Each_of_several_knows_that_it_is_not_alone()
    {
        using TempDirectory folder = new();
        DeclaredValues[] items = [Environment(folder, "docs", ".venv-docs"), Environment(folder, "tools", ".venv-tools")];

        List<DeclaredValues> selected = DeclaredEnvironments.Select(items, Environment(folder, "default"), []);

        Assert.AreEqual("tools docs", string.Join(' ', selected.Select(each => each.Others.Single().Environment)));
        Assert.IsEmpty(DeclaredEnvironments.Select(items[..1], Environment(folder, "default"), []).Single().Others);
    }

    [TestMethod]
    [DataRow("main", ".venv")]
    [DataRow("main", "./x/../.venv/")]
    [DataRow("default", ".venv-main")]
    public void An_item_at_its_place_or_of_its_name_stands_for_the_properties(string name, string location)
    {
        using TempDirectory folder = new();
        folder.Write("requirements.txt", "");

        Assert.AreEqual(name, Select(folder, Environment(folder, "default"), Environment(folder, name, location)));
    }

    [TestMethod]
    public void An_item_that_has_forgotten_its_location_does_not_take_the_properties_place()
    {
        using TempDirectory folder = new();
        folder.Write("requirements.txt", "");
        var diagnostics = new DiagnosticBag();

        List<DeclaredValues> selected = DeclaredEnvironments.Select(
            [Environment(folder, "docs", requirements: "docs.txt") with { Metadata = [DeclaredNames.Requirements] }],
            Environment(folder, "default"), diagnostics);

        Assert.AreEqual("default", selected.Single().Environment);
        Assert.AreEqual($"two environments are declared at `{folder[".venv"]}` with different content", diagnostics.Single().Problem);
        Assert.AreEqual("PYENV5010", diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("a", ".x", "b", ".x", null, DisplayName = "one environment with two names")]
    [DataRow("a", ".x", "a", ".y", "two environments are called `a`")]
    [DataRow("a", ".x", "A", ".y", "two environments are called `A`")]
    [DataRow("a", ".x", "b", ".x/y", "an environment is declared inside another one")]
    [DataRow("a", ".x/y", "b", ".x", "an environment is declared inside another one")]
    [DataRow("a", ".x", "b", ".xy", null)]
    public void Environments_do_not_collide(string one, string oneLocation, string other, string otherLocation, string? problem)
    {
        using TempDirectory folder = new();
        var diagnostics = new DiagnosticBag();

        List<DeclaredValues> selected = DeclaredEnvironments.Select(
            [Environment(folder, one, oneLocation), Environment(folder, other, otherLocation)], Environment(folder, "default"),
            diagnostics);

        Assert.AreEqual(problem is null ? 2 : 1, selected.Count);
        if (problem is not null)
            StringAssert.StartsWith(diagnostics.Single().Problem, problem);
    }

    [TestMethod]
    [DataRow("../../up", "it has a `/`")]
    [DataRow("a/b", "it has a `/`")]
    [DataRow(@"a\b", "its name holds a backslash")]
    [DataRow("C:x", "its name starts with a drive")]
    [DataRow("ab:c", "its name holds a character that Windows gives another meaning")]
    [DataRow("a*", "its name holds a character that Windows gives another meaning")]
    [DataRow("..", "its name has the segment `..`")]
    [DataRow("docs.", "Windows drops the dot or blank its name ends with")]
    [DataRow("con", "its name is a device on Windows")]
    [DataRow("docs-3.11_ü", null)]
    public void A_name_that_no_file_can_have_is_refused_at_its_item(string name, string? why)
    {
        using TempDirectory folder = new();
        folder.Write("App.csproj", $"<Project>\n<ItemGroup>\n <PythonEnv Include=\"{name}\" />\n</ItemGroup></Project>");
        var diagnostics = new DiagnosticBag();

        DeclaredEnvironments.Select([Environment(folder, name)], Environment(folder, "default"), diagnostics);

        Assert.AreEqual(
            why is null
                ? null
                : $"{folder["App.csproj"]}(3,3): error PYENV1004: an environment can't be called `{name}`. Files are called after it, and {why}. Give it a name of letters, digits, `-`, `_` and `.`, such as `docs`.",
            diagnostics.SingleOrDefault()?.ToString());
    }

    private static string Select(TempDirectory folder, DeclaredValues byProperties, params DeclaredValues[] items)
    {
        var diagnostics = new DiagnosticBag();
        string names = string.Join(' ', DeclaredEnvironments.Select(items, byProperties, diagnostics).Select(each => each.Environment));
        Assert.IsFalse(diagnostics.HasErrors, folder.Path);
        return names;
    }

    private static DeclaredValues Environment(TempDirectory folder, string name, string location = "", string requirements = "") => new(
        name, folder["App.csproj"],
        each => each == DeclaredNames.Location ? location : each == DeclaredNames.Requirements ? requirements : "");
}

using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Uv;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Locks;

[TestClass]
internal sealed class UvFreshnessTests
{
    private const string Lock = """
        version = 1
        revision = 3
        requires-python = ">=3.10"

        [manifest]
        constraints = [{ name = "idna", specifier = "<4" }]

        [[manifest.dependency-metadata]]
        name = "patched"
        version = "2.0.0"
        requires-dist = ["leaf>=1 ; python_full_version < '3.12'", "deep ; extra == 'more'", "deeper ; extra == 'most'"]
        requires-python = ">=3.8"
        provides-extras = ["more", "most"]

        [[package]]
        name = "app"
        version = "1.0"
        source = { editable = "." }

        [package.metadata]
        requires-dist = [
            { name = "asgiref", marker = "extra == 'async'", specifier = ">=3.2" },
            { name = "click", specifier = ">=8.1.3" },
            { name = "importlib-metadata", marker = "python_full_version < '3.11'", specifier = ">=3.6" },
            { name = "lib", editable = "lib" },
            { name = "patched", git = "https://host/patched?rev=main" },
            { name = "requests", extras = ["socks"] },
        ]
        provides-extras = ["async"]

        [package.metadata.requires-dev]
        dev = [{ name = "pytest" }, { name = "ruff", specifier = "==0.4" }]
        lint = [{ name = "ruff", specifier = "==0.4" }]
        """;

    private const string Project = """
        [project]
        name = "app"
        requires-python = ">=3.10"
        dependencies = [
            "click >= 8.1.3",
            "importlib_metadata>=3.6; python_version < '3.11' or python_version < '3.9'",
            "requests[SOCKS]",
            "lib",
            "patched",
        ]
        [project.optional-dependencies]
        async = ["asgiref>=3.2"]
        [dependency-groups]
        lint = ["ruff==0.4"]
        dev = ["pytest", { include-group = "lint" }]
        [tool.uv]
        constraint-dependencies = ["idna<4"]
        [[tool.uv.dependency-metadata]]
        name = "Patched"
        version = "2"
        requires-dist = ["deep; extra=='more'", "deeper; extra=='most'", "leaf >= 1; python_version < '3.12'"]
        requires-python = ">= 3.8"
        provides-extra = ["most", "more"]
        [tool.uv.sources]
        lib = { path = "lib", editable = true }
        patched = { git = "https://host/patched", branch = "main" }
        """;

    [TestMethod]
    public void What_says_the_same_in_other_words_is_fresh() => Assert.AreEqual("", Difference(Project));

    [TestMethod]
    [DataRow("click >= 8.1.3", "click >= 8.2", "pyproject.toml(5,5)", "+ click >= 8.2 (line 5), - click>=8.1.3")]
    [DataRow("    \"click >= 8.1.3\",\n", "", "pyproject.toml", "- click>=8.1.3")]
    [DataRow("    \"lib\",", "    \"lib\", \"httpx\",", "pyproject.toml(8,12)", "+ httpx (line 8)")]
    [DataRow("[SOCKS]", "", "pyproject.toml(7,5)", "+ requests (line 7), - requests[socks]")]
    [DataRow(
        "< '3.11'", "< '3.12'", "pyproject.toml(6,5)",
        "+ importlib_metadata>=3.6; python_version < '3.12' or python_version < '3.9' (line 6), - importlib-metadata>=3.6; python_full_version < \"3.11\"")]
    [DataRow(
        "asgiref>=3.2", "asgiref>=3.3", "pyproject.toml(12,10)",
        "+ asgiref>=3.3 of extra `async` (line 12), - asgiref>=3.2; extra == \"async\"")]
    [DataRow("ruff==0.4", "ruff==0.5", "pyproject.toml(14,9)", "+ ruff==0.5 (line 14) in group `lint`")]
    [DataRow("idna<4", "idna<5", "pyproject.toml(17,28)", "+ idna<5 (line 17), - idna<4")]
    [DataRow(
        "branch = \"main\"", "branch = \"next\"", "pyproject.toml(9,5)",
        "+ patched from https://host/patched at `next` (line 9), - patched from https://host/patched at `main`")]
    [DataRow("lib = { path", "other = { path", "pyproject.toml(8,5)", "+ lib from an index (line 8), - lib from `lib`")]
    [DataRow(
        "path = \"lib\"", "url = \"https://user:secret@host/lib.whl\"", "pyproject.toml(8,5)",
        "+ lib from https://****@host/lib.whl (line 8), - lib from `lib`")]
    [DataRow(
        "requires-python = \">=3.10\"", "requires-python = \">=3.11\"", "pyproject.toml(3,19)",
        "~ requires-python >=3.11 (locked: >=3.10)")]
    [DataRow(
        "leaf >= 1", "leaf >= 2", "pyproject.toml(18,1)", "+ metadata of patched 2 (line 18), - metadata of patched 2.0.0")]
    [DataRow("extra=='most'", "extra=='more'", "pyproject.toml(18,1)", "+ metadata of patched 2 (line 18), - metadata of patched 2.0.0")]
    [DataRow("version = \"2\"\n", "", "pyproject.toml(18,1)", "+ metadata of patched (line 18), - metadata of patched 2.0.0")]
    [DataRow("[[tool.uv.dependency-metadata]]", "[[tool.other]]", "pyproject.toml", "- metadata of patched 2.0.0")]
    public void An_edit_is_shown_at_its_line(string old, string edited, string where, string expected)
    {
        Assert.IsTrue(Project.Contains(old, StringComparison.Ordinal));

        string difference = Difference(Project.Replace(old, edited, StringComparison.Ordinal));

        StringAssert.StartsWith(difference, $"{where}: warning PYENV6001: `uv.lock` is older than the `pyproject.toml` it was made from.");
        StringAssert.Contains(difference, expected);
    }

    [TestMethod]
    public void What_the_lock_can_not_tell_is_not_compared()
    {
        string dynamic = Project.Replace("name = \"app\"", "name = \"app\"\ndynamic = [\"dependencies\"]", StringComparison.Ordinal)
            .Replace("click >= 8.1.3", "click", StringComparison.Ordinal);

        Assert.AreEqual("", Difference(dynamic));
        Assert.AreEqual("", Difference(null));
        Assert.AreEqual("", Difference("this is not TOML"));
    }

    [TestMethod]
    public void What_uv_mends_as_it_reads_is_not_compared()
    {
        string withoutComma = Project.Replace("click >= 8.1.3", "click>=8.1.3<9", StringComparison.Ordinal);

        Assert.AreEqual("", Difference(withoutComma));
        StringAssert.Contains(
            Difference(withoutComma.Replace("\"requests[SOCKS]\",", "", StringComparison.Ordinal)), " - requests[socks]. Run `uv lock`");
    }

    [TestMethod]
    public void The_Pythons_of_a_group_are_a_condition_of_what_it_holds_and_includes()
    {
        string project = Project + "\n[tool.uv.dependency-groups]\nDev = { requires-python = '>=3.12,!=3.13.1,<4' }\n";
        string locked = Lock.Replace(
            "dev = [{ name = \"pytest\" }, { name = \"ruff\", specifier = \"==0.4\" }]",
            """
            dev = [
                { name = "pytest", marker = "python_full_version >= '3.12' and python_full_version < '4'" },
                { name = "ruff", marker = "python_full_version >= '3.12' and python_full_version < '4'", specifier = "==0.4" },
            ]
            """,
            StringComparison.Ordinal);
        using TempDirectory folder = new("uv");
        folder.Write("pyproject.toml", project);

        Assert.AreEqual("", Difference(folder, locked));
        StringAssert.Contains(Difference(folder, Lock), "+ pytest (line 15) in group `dev`");
        folder.Write("pyproject.toml", Project);
        StringAssert.Contains(Difference(folder, locked), "+ pytest (line 15) in group `dev`");
    }

    [TestMethod]
    public void Beside_a_uv_toml_what_it_may_state_is_not_compared()
    {
        using TempDirectory folder = new("uv");
        folder.Write("pyproject.toml", Project.Replace("[[tool.uv.dependency-metadata]]", "[[tool.other]]", StringComparison.Ordinal));
        Assert.AreNotEqual("", Difference(folder, Lock));

        folder.Write("uv.toml", "");

        Assert.AreEqual("", Difference(folder, Lock));
    }

    [TestMethod]
    public void A_member_that_the_lock_does_not_know_is_shown_and_one_that_is_none_any_more()
    {
        using TempDirectory folder = new("uv");
        folder.Write("pyproject.toml", """
            [tool.uv.workspace]
            members = ["packages/*", "tools/[a-c]?"]
            exclude = ["packages/left-out"]
            """);
        foreach (string member in (string[])["packages/one", "packages/two", "packages/left-out", "tools/b2", "tools/d2", "tools/b22"])
            folder.Write($"{member}/pyproject.toml", $"[project]\nname = '{Path.GetFileName(member)}'\n");
        folder.Write("packages/notes/README.md", "no project");
        folder.Write("packages/alone/pyproject.toml", "[project]\nname = 'alone'\n[tool.uv]\nmanaged = false\n");
        const string Members = "version = 1\n[manifest]\nmembers = ['one', 'two', 'b2']\n";
        string locked = Members + string.Concat(((string[])["packages/one", "packages/two", "tools/b2"]).Select(
            member => $"[[package]]\nname = '{Path.GetFileName(member)}'\nsource = {{ editable = '{member}' }}\n"));
        Assert.AreEqual("", Difference(folder, locked));

        folder.Write("packages/three/pyproject.toml", "[project]\nname = 'Three'\n");
        folder.Write("pyproject.toml", File.ReadAllText(folder["pyproject.toml"]).Replace("[a-c]?", "[!a-c]?", StringComparison.Ordinal));

        string difference = Difference(folder, locked);
        StringAssert.StartsWith(difference, "pyproject.toml(2,12): warning PYENV6001: `uv.lock` is older than the `pyproject.toml`");
        StringAssert.Contains(
            difference, "+ member `three` (packages/three, by line 2), + member `d2` (tools/d2, by line 2), - member `b2`. Run `uv lock`");
        Directory.Delete(folder["tools/b2"], recursive: true);
        Assert.IsFalse(Difference(folder, locked).Contains("b2", StringComparison.Ordinal), "what is not here tells nothing");
    }

    private static string Difference(string? project)
    {
        using TempDirectory folder = new("uv");
        if (project is not null)
            folder.Write("pyproject.toml", project);
        return Difference(folder, Lock);
    }

    private static string Difference(TempDirectory folder, string text)
    {
        var projects = new ProjectFiles(file => File.Exists(file) ? File.ReadAllBytes(file) : null, FilePattern.Find);
        var diagnostics = new DiagnosticBag();
        UvLockReader.Read(Encoding.UTF8.GetBytes(text), folder["uv.lock"], projects, diagnostics)!.CheckFreshness(diagnostics);
        return string.Join('\n', diagnostics).Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}

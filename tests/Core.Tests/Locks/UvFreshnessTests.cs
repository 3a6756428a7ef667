using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Uv;

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
    [DataRow("branch = \"main\"", "branch = \"next\"", "pyproject.toml(9,5)", "+ patched (line 9), - patched")]
    [DataRow(
        "requires-python = \">=3.10\"", "requires-python = \">=3.11\"", "pyproject.toml(3,19)",
        "~ requires-python >=3.11 (locked: >=3.10)")]
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

    private static string Difference(string? project)
    {
        string folder = Path.GetFullPath("project"), path = Path.Combine(folder, "uv.lock");
        var projects = new ProjectFiles(
            file => project is not null && file == ProjectFiles.PathIn(folder) ? Encoding.UTF8.GetBytes(project) : null);
        var diagnostics = new DiagnosticBag();
        UvLockReader.Read(Encoding.UTF8.GetBytes(Lock), path, projects, diagnostics)!.CheckFreshness(diagnostics);
        return string.Join('\n', diagnostics).Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}

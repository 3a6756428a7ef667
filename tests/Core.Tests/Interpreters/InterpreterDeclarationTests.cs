using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Interpreters.Declared;

namespace PythonEnv.Core.Tests.Interpreters;

[TestClass]
internal sealed class InterpreterDeclarationTests
{
    private static readonly SourceSpan Project = new("/src/app/app.csproj");

    [TestMethod]
    public void The_property_wins()
    {
        DeclaredInterpreter declared = Find(new FakeMachine(HostSystem.Linux).File("/src/app/.python-version", "3.12"), "3.11");

        Assert.AreEqual(("3.11", Project), (declared.Request?.Text, declared.Request?.Where));
        Assert.IsEmpty(declared.Files);
    }

    [TestMethod]
    public void The_nearest_version_file_is_read_and_the_absent_nearer_ones_are_reported()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .File("/src/.python-version", "\n# ours\n  3.11.7 3.12.0\r\n3.13\n")
            .File("/.python-version", "3.8");

        DeclaredInterpreter declared = Find(machine);

        Assert.AreEqual("3.11.7", declared.Request?.Text);
        Assert.AreEqual(new SourceSpan("/src/.python-version", 3, 3, 6), declared.Request?.Where);
        CollectionAssert.AreEqual(new[] { "/src/app/.python-version", "/src/.python-version" }, declared.Files);
    }

    [TestMethod]
    [DataRow("\uFEFF3.11", "3.11")]
    [DataRow(">=3.11, <3.13 # no comment in pyenv's format", null)]
    [DataRow(">=3.11, <3.13", ">=3.11, <3.13")]
    [DataRow("pypy3.10-7.3.12\n", "pypy3.10-7.3.12")]
    [DataRow("3.14-dev", "3.14-dev")]
    [DataRow("banana", null)]
    [DataRow("# nothing\n\n", null)]
    [DataRow("", null)]
    public void A_version_file_is_read_as_pyenv_reads_it(string text, string? version)
    {
        DeclaredInterpreter declared = Find(new FakeMachine(HostSystem.Linux).File("/src/app/.python-version", text));

        Assert.AreEqual(version, declared.Request?.Text);
        if (version is null)
            Assert.AreEqual(
                ("PYENV1004", "/src/app/.python-version"), (declared.Diagnostics.Single().Code, declared.Diagnostics.Single().Where.File));
    }

    [TestMethod]
    [DataRow("myenv", "Write the version it stands for, such as `3.11`")]
    [DataRow("system", "Write the version it stands for, such as `3.11`")]
    [DataRow("3.11.7/envs/shop", "Write the version it was made from: `3.11.7`")]
    public void A_name_of_pyenv_that_is_not_here_is_told_from_a_version_that_can_not_be_read(string text, string remedy)
    {
        Diagnostic told = Find(new FakeMachine(HostSystem.Linux).File("/src/app/.python-version", text)).Diagnostics.Single();

        Assert.AreEqual("PYENV1004", told.Code);
        StringAssert.Contains(told.Problem, $"`{text}` is a name of pyenv");
        Assert.AreEqual(remedy, told.Remedy);
    }

    [TestMethod]
    public void A_relative_path_in_a_version_file_counts_from_the_file() => Assert.AreEqual(
        "/src/tools/py", Find(new FakeMachine(HostSystem.Linux).File("/src/.python-version", "./tools/py")).Request?.Path);

    [TestMethod]
    public void A_name_may_be_that_of_an_installation_of_pyenv()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .File("/src/app/.python-version", "miniconda3-4.7.12")
            .Python("/home/ada/.pyenv/versions/miniconda3-4.7.12/bin/python3.7", "3.7.3");

        Assert.AreEqual("/home/ada/.pyenv/versions/miniconda3-4.7.12", Find(machine).Request?.Path);
    }

    [TestMethod]
    public void Requires_python_comes_last()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux).File(
            "/src/app/pyproject.toml", "[project]\nname = \"app\"\nrequires-python = \">=3.9\"\n");

        DeclaredInterpreter declared = Find(machine);

        Assert.AreEqual(">=3.9", declared.Request?.Text);
        Assert.AreEqual(("/src/app/pyproject.toml", 3), (declared.Request!.Where.File, declared.Request.Where.Line));
        CollectionAssert.AreEqual(
            new[] { "/src/app/.python-version", "/src/.python-version", "/.python-version", "/src/app/pyproject.toml" }, declared.Files);
    }

    [TestMethod]
    public void Without_any_declaration_one_is_asked_for()
    {
        DeclaredInterpreter declared = Find(new FakeMachine(HostSystem.Linux).File("/src/app/pyproject.toml", "[tool.x]\n"));

        Diagnostic diagnostic = declared.Diagnostics.Single();
        Assert.AreEqual(("PYENV1001", Project), (diagnostic.Code, diagnostic.Where));
        StringAssert.Contains(diagnostic.Remedy, ".python-version", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_broken_project_file_is_reported_at_its_line() =>
        Assert.AreEqual(
            "PYENV1004", Find(new FakeMachine(HostSystem.Linux).File("/src/app/pyproject.toml", "[project\n")).Diagnostics.Single().Code);

    private static DeclaredInterpreter Find(FakeMachine machine, string property = "") =>
        InterpreterDeclaration.Find(property, Project, "/src/app", machine.Host);
}

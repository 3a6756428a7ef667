using PythonEnv.Diagnostics;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Core.Tests.Requirements;

[TestClass]
internal sealed class PyProjectTests
{
    [TestMethod]
    public void The_declared_interpreter_is_read_with_its_place()
    {
        PyProject? project = PyProject.Read(
            "[project]\nname = 'x'\nrequires-python = '>=3.11,<3.13'\n"u8.ToArray(), "/p/pyproject.toml", new DiagnosticBag());

        Assert.AreEqual(new PyProject(">=3.11,<3.13", new SourceSpan("/p/pyproject.toml", 3, 19, 14)), project);
    }

    [TestMethod]
    public void A_file_without_it_declares_nothing()
    {
        PyProject? project = PyProject.Read("[tool.black]\nline-length = 100\n"u8.ToArray(), "/p/pyproject.toml", new DiagnosticBag());

        Assert.IsNotNull(project);
        Assert.IsNull(project.RequiresPython);
    }

    [TestMethod]
    [DataRow("[project\n", "f(1,9): error PYENV1004: the file is not TOML. Expected `]`. Correct it at this place.")]
    [DataRow("project = 1", "f(1,11): error PYENV1004: `project` has to be a table. Found an integer. Write it as one.")]
    [DataRow("[project]\nrequires-python = 3.11", "f(2,19): error PYENV1004: `requires-python` has to be a string. Found a float. Write it as one.")]
    public void A_file_that_cannot_be_read_is_an_error_at_its_place(string text, string expected)
    {
        var diagnostics = new DiagnosticBag();

        Assert.IsNull(PyProject.Read(System.Text.Encoding.UTF8.GetBytes(text), "f", diagnostics));
        Assert.AreEqual(expected, diagnostics.Single().ToString());
    }
}

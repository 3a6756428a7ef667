using System.Xml.Linq;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Commands;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class PythonTestTests
{
    private const string Tests = """
        import unittest
        import helper

        class Numbers(unittest.TestCase):
            def test_right(self):
                self.assertEqual(1, 1)

            def test_wrong(self):
                helper.same(1, 2)

            def test_broken(self):
                raise KeyError("a <key> & \x00")

            @unittest.skip("not now")
            def test_skipped(self):
                pass
        """;

    [TestMethod]
    [DataRow("3.11")]
    [DataRow("3.8")]
    public async Task Unittest_tells_each_failure_at_the_innermost_line_of_the_projects_own_and_writes_a_junit_file(string version)
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using EngineLab lab = await LabAsync(MachineInterpreters.Pyenv(version));
        lab.Write("app/tests/test_numbers.py", Tests);
        lab.Write("app/tests/test_syntax.py", "x = 1\ndef f(:\n    pass\n");
        lab.Write("app/helper.py", "def same(one, other):\n    assert one == other, 'they differ'\n");

        Run(lab);

        CollectionAssert.AreEquivalent(
            new[] { $"{lab["app/helper.py"]}(2)", $"{lab["app/tests/test_numbers.py"]}(12)", $"{lab["app/tests/test_syntax.py"]}(2)" },
            lab.Log.Errors.Select(error => error.Where.ToString()).ToArray(), lab.Log.ToString());
        CollectionAssert.AreEqual(new[] { "PYENV5009", "PYENV5009", "PYENV5009" }, lab.Log.ErrorCodes.ToArray());
        StringAssert.Contains(lab.Log.ToString(), "the test `test_numbers.Numbers.test_wrong` failed. AssertionError: they differ.");
        StringAssert.StartsWith(lab.Log.Outputs.Single(), "PythonEnv: unittest: 1 passed, 3 failed, 1 skipped");
        XElement suite = XDocument.Load(lab["app/results/TEST-default.xml"]).Root!.Element("testsuite")!;
        Assert.AreEqual(("5", "1"), ((string)suite.Attribute("tests")!, (string)suite.Attribute("skipped")!));
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task Pytest_runs_them_where_the_environment_has_it()
    {
        Requires.Posix("a lock for Linux");
        string wheels = Wheelhouse.Folder("bookworm");
        using var lab = new EngineLab(MachineInterpreters.Pyenv("3.11"));
        lab.Declared[DeclaredNames.FindLinks] = wheels;
        lab.Pinned([
            .. new[] { "pytest", "pluggy", "iniconfig", "attrs", "packaging" }.Select(name => $"{name}=={VersionOf(wheels, name)}")
        ]);
        await lab.ShouldRestoreAsync();
        lab.Write("app/helper.py", "def same(one, other):\n    assert one == other, 'they differ'\n");
        lab.Write("app/tests/test_numbers.py", Tests);
        lab.Write("app/tests/test_syntax.py", "x = 1\ndef f(:\n    pass\n");
        lab.Write("app/tests/test_more.py", "import nothing_of_this_name\n");
        lab.Write("app/checks/test_fixture.py", """
            import pytest

            @pytest.fixture
            def broken():
                raise OSError("no disk")

            def test_uses(broken):
                pass

            @pytest.mark.parametrize("n", [1, 2])
            def test_each(n):
                assert n == 1
            """);

        Run(lab, lab["app/tests"], lab["app/checks"]);
        CollectionAssert.AreEquivalent(
            new[] { $"{lab["app/tests/test_more.py"]}(1)", $"{lab["app/tests/test_syntax.py"]}(2)" },
            lab.Log.Errors.Select(error => error.Where.ToString()).ToArray(), lab.Log.ToString());

        Run(lab, lab["app/tests/test_numbers.py"], lab["app/checks"]);
        CollectionAssert.AreEquivalent(
            new[]
            {
                $"{lab["app/helper.py"]}(2)", $"{lab["app/tests/test_numbers.py"]}(12)", $"{lab["app/checks/test_fixture.py"]}(5)",
                $"{lab["app/checks/test_fixture.py"]}(12)"
            },
            lab.Log.Errors.Select(error => error.Where.ToString()).ToArray(), lab.Log.ToString());
        StringAssert.StartsWith(lab.Log.Outputs.Single(), "PythonEnv: pytest: 2 passed, 4 failed, 1 skipped");
        Assert.AreEqual("testsuites", XDocument.Load(lab["app/results/TEST-default.xml"]).Root!.Name.LocalName);
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task No_test_at_all_and_a_folder_that_is_not_there_are_failures()
    {
        using EngineLab lab = await LabAsync(MachineInterpreters.Usual);
        Run(lab);
        StringAssert.Contains(lab.Log.Errors.Single().Message, "there are no Python tests");

        Directory.CreateDirectory(lab["app/tests"]);
        Run(lab);
        StringAssert.Contains(lab.Log.Errors.Single().Message, "no Python test was found");

        Run(lab, lab["app/nowhere"]);
        StringAssert.Contains(lab.Log.Errors.Single().Message, "do not exist");
        Assert.AreEqual(new SourceSpan(lab.Values.ProjectFile), lab.Log.Errors.Single().Where);
        lab.Write(
            Path.GetRelativePath(lab.Root, lab.Values.ProjectFile),
            "<Project>\n<ItemGroup>\n<PythonTest Include=\"tests;./nowhere\" /></ItemGroup></Project>");
        Run(lab, lab["app/nowhere"]);
        Assert.AreEqual(new SourceSpan(lab.Values.ProjectFile, 3, 2), lab.Log.Errors.Single().Where);
    }

    [TestMethod]
    public async Task An_unexpected_success_and_a_crash_are_told_at_the_lines_of_their_tests()
    {
        Requires.Posix("os.abort");
        using EngineLab lab = await LabAsync(MachineInterpreters.Usual);
        lab.Write("app/test/test_end.py", """
            import os, unittest

            class Ends(unittest.TestCase):
                @unittest.expectedFailure
                def test_better(self):
                    pass

                def test_crash(self):
                    os.abort()
            """);

        Run(lab);

        CollectionAssert.AreEqual(
            new[] { $"{lab["app/test/test_end.py"]}(4)", $"{lab["app/test/test_end.py"]}(9)" },
            lab.Log.Errors.Select(error => error.Where.ToString()).ToArray(), lab.Log.ToString());
        StringAssert.Contains(lab.Log.Errors.Last().Message, "fatal Python error: Aborted");
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(0)]
    public async Task A_run_that_is_broken_off_is_a_failure(int exitCode)
    {
        using EngineLab lab = await LabAsync(MachineInterpreters.Usual);
        lab.Write("app/test/test_end.py", $"import os\nos._exit({exitCode})\n");
        lab.Write("app/results/TEST-default.xml", "<testsuites />");

        Run(lab);

        Assert.IsFalse(File.Exists(lab["app/results/TEST-default.xml"]), "the results of the run before it");

        StringAssert.Contains(lab.Log.Errors.Single().Message, $"exit code {exitCode}");
    }

    [TestMethod]
    public void Projects_that_share_a_folder_of_results_have_a_file_each()
    {
        using var lab = new EngineLab();

        Assert.AreEqual(lab["app/out/TEST-default.xml"], ResultsIn("app/out"), "its own");
        Assert.AreEqual(lab["out/TEST-App.default.xml"], ResultsIn("out"));
        lab.Project = "other/Other.Tests.csproj";
        Assert.AreEqual(lab["out/TEST-Other.Tests.default.xml"], ResultsIn("out"));

        lab.Project = "scripts/requirements.txt";
        Assert.AreEqual(lab["out/TEST-scripts.default.xml"], ResultsIn("out"));

        string ResultsIn(string folder) => TestCommand.ResultsOf(lab.Values, lab[folder]);
    }

    private static async Task<EngineLab> LabAsync(string interpreter)
    {
        EngineLab lab = EngineLab.Greeting(interpreter);
        await lab.ShouldRestoreAsync();
        return lab;
    }

    private static string VersionOf(string wheels, string name) =>
        Path.GetFileName(Directory.GetFiles(wheels, $"{name}-*.whl")[0]).Split('-')[1];

    private static void Run(EngineLab lab, params string[] paths) =>
        lab.Run(_ => TestCommand.Run(
            lab.Values, [.. paths], lab["app/results"], lab.Log, lab.Log.Step, lab.Host, CancellationToken.None));
}

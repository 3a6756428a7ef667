using System.Reflection;
using System.Xml.Linq;

namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class PythonTestTests
{
    [TestMethod]
    public async Task A_failing_test_is_an_error_at_its_line_in_a_build_and_in_dotnet_test()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvTestWithDotnetTest"] = "true";
        project.Body = """<ItemGroup><PythonTest Include="checks" Enviroment="docs" /></ItemGroup>""";
        project.Write("checks/test_words.py", """
            import unittest
            import wordshapes

            class Words(unittest.TestCase):
                def test_loud(self):
                    self.assertEqual(wordshapes.shout("a"), "A!")

                def test_quiet(self):
                    self.assertEqual(wordshapes.shout("a"), "a")
            """);

        BuildResult failed = (await project.TargetAsync("PythonEnvTest", "-restore")).ShouldFail("PYENV5009");
        CollectionAssert.AreEqual(new[] { "PYENV5009 test_words.py(9,0)" }, failed.ErrorPlaces.ToArray());
        Assert.AreEqual("PYENV1006", failed.Warnings.Single().Code, "told by the restore, and not again");
        StringAssert.Contains(failed.Output, "PythonEnv: unittest: 1 passed, 1 failed, 0 skipped");
        Assert.AreEqual(
            "2", (string?)XDocument.Load(project["TestResults/TEST-default.xml"]).Descendants("testsuite").Single().Attribute("tests"));

        (await project.RunAsync("test", "--results-directory", project["out"])).ShouldFail("PYENV5009");
        Assert.IsTrue(File.Exists(project["out/TEST-default.xml"]));
    }

    [TestMethod]
    public async Task Whichever_target_frameworks_are_tested_the_Python_tests_run_once()
    {
        using TestProject project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvTestWithDotnetTest"] = "true";
        project.Properties.Remove("TargetFramework");
        project.Properties["TargetFrameworks"] = "net10.0;net10.0-windows";
        project.Properties["OutputType"] = "Library";
        project.Properties["EnableDefaultCompileItems"] = "false";
        project.Write("tests/test_words.py", """
            import unittest

            class Words(unittest.TestCase):
                def test_wrong(self):
                    self.assertEqual(1, 2)
            """);
        (await project.RunAsync("restore")).ShouldSucceed();

        foreach (string[] arguments in (string[][])[["--no-restore"], ["--no-build"], ["--no-build", "--framework", "net10.0"]])
        {
            BuildResult failed = (await project.RunAsync(["test", .. arguments])).ShouldFail("PYENV5009");

            CollectionAssert.AreEqual(new[] { "PYENV5009 test_words.py(5,0)" }, failed.ErrorPlaces.ToArray());
            Assert.AreEqual(1, failed.CountTasks("RunPythonTests"), failed.Output);
        }
    }

    [TestMethod]
    [DataRow("--results-directory", "out", "out")]
    [DataRow("--no-progress", "-p:VSTestResultsDirectory=told", "told")]
    public async Task Results_lie_with_those_of_the_testing_platform(string first, string second, string expected)
    {
        using TestProject project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvTestWithDotnetTest"] = "true";
        project.Properties["EnableMSTestRunner"] = "true";
        project.UsePackagesOfThisRun();
        string version = typeof(TestClassAttribute).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
        project.Body = $"""<ItemGroup><PackageReference Include="MSTest" Version="{version}" /></ItemGroup>""";
        File.Delete(project["Program.cs"]);
        project.Write("global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
        project.Write("Words.cs", """
            using Microsoft.VisualStudio.TestTools.UnitTesting;
            [TestClass] public class Words { [TestMethod] public void Can_be_counted() { } }
            """);
        project.Write("tests/test_words.py", """
            import unittest
            import wordshapes

            class Words(unittest.TestCase):
                def test_loud(self):
                    self.assertEqual(wordshapes.shout("a"), "A!")
            """);

        DotNetResult passed = await project.RunAloneAsync("test", first, second);

        Assert.AreEqual(0, passed.ExitCode, passed.Output);
        StringAssert.Contains(passed.Output, "total: 1");
        string[] results = Directory.GetFiles(project.Folder, "TEST-default.xml", SearchOption.AllDirectories);
        CollectionAssert.AreEqual(new[] { project[$"{expected}/TEST-default.xml"] }, results);
    }

    [TestMethod]
    [DataRow("dotnet.dll test --results-directory", null)]
    [DataRow("dotnet.dll test --results-directory=out --no-progress", "out")]
    [DataRow("dotnet.dll test --results-directory-of-another out", null)]
    [DataRow("dotnet.dll test -- --results-directory:out", "out")]
    [DataRow("dotnet.dll test --results-directory first --results-directory second", "second")]
    public void Arguments_of_dotnet_test_are_read_as_it_reads_them(string line, string? expected) =>
        Assert.AreEqual(expected, DotnetTestArguments.ReadResultsDirectory(line.Split(' ')));
}

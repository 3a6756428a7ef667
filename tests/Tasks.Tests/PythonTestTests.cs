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
        project.Body = """<ItemGroup><PythonTest Include="checks" /></ItemGroup>""";
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
        StringAssert.Contains(failed.Output, "PythonEnv: unittest: 1 passed, 1 failed, 0 skipped");
        Assert.AreEqual(
            "2", (string?)XDocument.Load(project["TestResults/TEST-default.xml"]).Descendants("testsuite").Single().Attribute("tests"));

        (await project.RunAsync("test", "--results-directory", project["out"])).ShouldFail("PYENV5009");
        Assert.IsTrue(File.Exists(project["out/TEST-default.xml"]));
    }
}

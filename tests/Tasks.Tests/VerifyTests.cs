namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class VerifyTests
{
    [TestMethod]
    public async Task Verify_makes_nothing_and_says_that_there_is_no_environment()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvMode"] = "Verify";

        (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldFail("PYENV5005");

        Assert.IsFalse(Directory.Exists(project[".venv"]));
        Assert.IsFalse(Directory.Exists(project[".venv.pythonenv"]));
    }

    [TestMethod]
    public async Task A_difference_is_an_error_in_Verify_and_mended_in_Restore()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();
        string module = Directory.GetFiles(project[".venv/lib"], "wordshapes.py", SearchOption.AllDirectories).Single();
        string text = File.ReadAllText(module);

        // An edit that breaks the hard link, as editors make it.
        File.Delete(module);
        File.WriteAllText(module, text + "# edited\n");
        BuildResult verified = (await project.TargetAsync("PythonEnvVerify", "--no-restore")).ShouldFail("PYENV5004");
        StringAssert.Contains(verified.Errors[0].Text, "wordshapes.py");

        project.Properties["PythonEnvVerifyLevel"] = "Full";
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();
        Assert.AreEqual(text, File.ReadAllText(module));

        string metadata = Directory.GetDirectories(project[".venv/lib"], "greeting-1.0.dist-info", SearchOption.AllDirectories).Single();
        Directory.Delete(metadata, recursive: true);
        project.Properties["PythonEnvMode"] = "Verify";
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldFail("PYENV5003", "PYENV5004");
    }

    [TestMethod]
    public async Task A_moved_environment_is_noticed_and_made_anew()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();
        Directory.Move(project[".venv"], project[".venv2"]);
        project.Properties["PythonEnvLocation"] = ".venv2";

        project.Properties["PythonEnvMode"] = "Verify";
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldFail("PYENV5008");

        project.Properties["PythonEnvMode"] = "Restore";
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();
        StringAssert.StartsWith(File.ReadAllLines(project[".venv2/bin/greet"])[0], "#!" + project[".venv2"]);
    }
}

namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class RequirementTests
{
    [TestMethod]
    public async Task Every_violation_is_an_error_at_its_own_line_in_one_build_that_makes_nothing()
    {
        using var project = new TestProject().WithWheels();
        project.Write("requirements.txt", """
            flask
            celery>=5.2
              kombu==5.*
            vine~=5.0
            -e ./local
            git+https://example.com/project.git@main#egg=project
            https://example.com/thing-1.0-py3-none-any.whl
            amqp==5.1 5.2
            wordshapes==1.0

            """);

        BuildResult result = (await project.BuildAsync())
            .ShouldFail("PYENV2003", "PYENV2003", "PYENV2003", "PYENV2003", "PYENV2005", "PYENV2004", "PYENV2004", "PYENV2002");

        string[] expected =
        [
            "PYENV2003 requirements.txt(1,1)", "PYENV2003 requirements.txt(2,1)", "PYENV2003 requirements.txt(3,3)",
            "PYENV2003 requirements.txt(4,1)",
            "PYENV2005 requirements.txt(5,1)", "PYENV2004 requirements.txt(6,1)", "PYENV2004 requirements.txt(7,1)",
        ];
        CollectionAssert.IsSubsetOf(expected, result.ErrorPlaces.ToList(), string.Join('\n', result.ErrorPlaces));
        Assert.IsTrue(result.ErrorPlaces.Any(place => place.StartsWith("PYENV2002 requirements.txt(8,", StringComparison.Ordinal)));
        Assert.IsFalse(Directory.Exists(project[".venv"]));
        Assert.IsFalse(Directory.Exists(project[".venv.pythonenv"]));
    }

    [TestMethod]
    public async Task A_dependency_that_is_not_pinned_is_named_with_who_asked_for_it()
    {
        using var project = new TestProject().WithWheels();
        project.Write("requirements.txt", "greeting==1.0\n");

        BuildResult result = (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldFail("PYENV3004");

        Assert.AreEqual("PYENV3004 requirements.txt(1,1)", result.ErrorPlaces.Single());
        StringAssert.Contains(result.Errors[0].Text, "wordshapes");
        StringAssert.Contains(result.Errors[0].Text, "greeting");
        Assert.IsFalse(Directory.Exists(project[".venv"]));
    }

    [TestMethod]
    public async Task A_pin_that_contradicts_a_requirement_is_named_with_both()
    {
        using var project = new TestProject().WithWheels();
        new WheelBuilder("strict", "1.0").WithFile("strict.py", "").WithRequires("wordshapes<2").WriteTo(project["wheels"]);
        project.Write("requirements.txt", "strict==1.0\nwordshapes==2.0\n");

        BuildResult result = (await project.TargetAsync("PythonEnvCheck", "-restore")).ShouldFail("PYENV3005");

        StringAssert.Contains(result.Errors[0].Text, "strict");
        StringAssert.Contains(result.Errors[0].Text, "wordshapes");
    }

    [TestMethod]
    public async Task A_version_that_no_index_has_and_a_missing_file_are_told_apart()
    {
        using var project = new TestProject().WithWheels();
        project.Write("requirements.txt", "wordshapes==9.9\n");
        (await project.TargetAsync("PythonEnvCheck", "-restore")).ShouldFail("PYENV3001");

        project.Write("requirements.txt", "-r absent.txt\n");
        (await project.TargetAsync("PythonEnvCheck", "--no-restore")).ShouldFail("PYENV2001");

        File.Delete(project["requirements.txt"]);
        (await project.TargetAsync("PythonEnvCheck", "--no-restore")).ShouldFail("PYENV2001");
    }

    [TestMethod]
    public async Task Warnings_obey_NoWarn_WarningsAsErrors_and_TreatWarningsAsErrors()
    {
        using var project = new TestProject().WithWheels().WithPins();
        File.AppendAllText(project["requirements.txt"], "--extra-index-url https://u:p@packages.invalid/simple\n");

        project.Properties["NoWarn"] = "PYENV2009;PYENV2008;PYENV1005";
        Assert.IsEmpty((await project.TargetAsync("PythonEnvCheck", "-restore")).ShouldSucceed().Warnings);

        project.Properties["NoWarn"] = "PYENV2008;PYENV1005";
        project.Properties["WarningsAsErrors"] = "PYENV2009";
        (await project.TargetAsync("PythonEnvCheck", "--no-restore")).ShouldFail("PYENV2009");

        project.Properties.Remove("WarningsAsErrors");
        project.Properties["TreatWarningsAsErrors"] = "true";
        (await project.TargetAsync("PythonEnvCheck", "--no-restore")).ShouldFail("PYENV2009");
        project.Properties["WarningsNotAsErrors"] = "PYENV2009";
        (await project.TargetAsync("PythonEnvCheck", "--no-restore")).ShouldSucceed();
    }
}

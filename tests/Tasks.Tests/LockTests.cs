namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class LockTests
{
    [TestMethod]
    public async Task One_command_pins_a_bare_list_and_the_build_installs_it()
    {
        using var project = new TestProject().WithWheels();
        project.Write("requirements.txt", "greeting<1.1\n");

        (await project.TargetAsync("PythonEnvLock")).ShouldSucceed();

        Assert.AreEqual("greeting<1.1\n", File.ReadAllText(project["requirements.in"]));
        string text = File.ReadAllText(project["requirements.txt"]);
        StringAssert.Contains(text, "\ngreeting==1.0 \\\n    --hash=sha256:");
        StringAssert.Contains(text, "\nwordshapes==2.0 \\\n");
        (await project.BuildAsync()).ShouldSucceed();

        project.Write("requirements.in", "greeting\n");
        StringAssert.Contains((await project.BuildAsync()).ShouldSucceed().Output, "requirements.in(1,1): warning PYENV6001");
        (await project.TargetAsync("PythonEnvVerify")).ShouldFail("PYENV6001");
    }

    [TestMethod]
    public async Task Locks_that_are_layered_are_made_in_one_run_whatever_the_order_of_their_environments()
    {
        using var project = new TestProject().WithWheels();
        project.Write("base.in", "wordshapes<2\n");
        project.Write("test.in", "-r base.txt\ngreeting\n");
        project.Body = """
            <ItemGroup>
              <PythonEnv Include="test" Requirements="test.txt" Location=".venv-test" />
              <PythonEnv Include="base" Requirements="base.txt" Location=".venv-base" />
            </ItemGroup>
            """;

        (await project.TargetAsync("PythonEnvLock")).ShouldSucceed();

        StringAssert.Contains(File.ReadAllText(project["test.txt"]), "\nwordshapes==1.0 \\\n");
        Assert.DoesNotContain("PYENV6001", (await project.BuildAsync()).ShouldSucceed().Output);
    }

    [TestMethod]
    public async Task The_pins_are_shown_as_a_tree_from_both_ends_and_with_newer_versions()
    {
        using var project = new TestProject().WithWheels();
        project.Write("requirements.in", "greeting\nwordshapes<2\n");
        (await project.TargetAsync("PythonEnvLock")).ShouldSucceed();

        StringAssert.Contains((await project.TargetAsync("PythonEnvTree")).ShouldSucceed().Output, "wordshapes 1.0 (wordshapes>=1.0)");
        StringAssert.Contains(
            (await project.TargetAsync("PythonEnvWhy", "-p:PythonEnvName=wordshapes")).ShouldSucceed().Output,
            "greeting 1.1 requires wordshapes>=1.0");
        StringAssert.Contains(
            (await project.TargetAsync("PythonEnvOutdated")).ShouldSucceed().Output, "wordshapes    1.0     1.0      2.0");
        (await project.TargetAsync("PythonEnvWhy")).ShouldFail("PYENV1004");
    }

    [TestMethod]
    public async Task What_is_installed_is_written_down()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();

        (await project.TargetAsync("PythonEnvFreeze")).ShouldSucceed();

        StringAssert.Contains(File.ReadAllText(project["requirements.txt"]), "\ngreeting==1.0 \\\n    --hash=sha256:");
        (await project.BuildAsync()).ShouldSucceed();
    }
}

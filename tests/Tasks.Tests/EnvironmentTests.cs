using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class EnvironmentTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task One_project_has_environments_of_several_interpreters()
    {
        using var project = new TestProject().WithWheels().WithPins();
        string older = MachineInterpreters.Pyenv("3.9");
        project.Write("docs/requirements.txt", "wordshapes==2.0\n");
        project.Body = $"""
            <ItemGroup><PythonEnv Include="docs" Interpreter="{older}" Requirements="docs/requirements.txt" Location=".venv-docs" /></ItemGroup>
            <Target Name="ShowPackages" AfterTargets="PythonEnvRestore">
              <WriteLinesToFile File="shown.txt" Lines="@(PythonEnvPackage->'%(Environment) %(Identity) %(Version)')" Overwrite="true" />
            </Target>
            """;

        (await project.BuildAsync()).ShouldSucceed();

        CollectionAssert.AreEqual(
            new[] { "default greeting 1.0", "default wordshapes 1.0", "docs wordshapes 2.0" }, File.ReadAllLines(project["shown.txt"]));
        Assert.IsTrue(Directory.Exists(project[".venv-docs/lib/python3.9/site-packages"]));

        // What is wrong with one of them leaves the other one alone.
        project.Write("docs/requirements.txt", "wordshapes\n");
        CollectionAssert.AreEqual(
            new[] { "PYENV2003 requirements.txt(1,1)" },
            (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ErrorPlaces.ToArray());
        project.Write("docs/requirements.txt", "wordshapes==1.0\n");
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();
    }

    [TestMethod]
    public async Task Projects_of_a_solution_share_one()
    {
        using var project = new TestProject().WithWheels();
        File.WriteAllText(Path.Combine(project.Root, "requirements.txt"), "greeting==1.0\nwordshapes==1.0\n");
        project.Properties["PythonEnvLocation"] = "../.venv";
        project.Properties["PythonEnvRequirements"] = "../requirements.txt";
        project.Properties["PythonEnvFindLinks"] = project["wheels"];
        project.ReferToLibrary();

        (await project.BuildAsync("-m:2")).ShouldSucceed();
        BuildResult again = (await project.BuildAsync("-m:2", "--no-restore")).ShouldSucceed();

        Assert.AreEqual(2, again.CountTasks("RestorePythonEnvironments"));
        Assert.IsFalse(again.Messages.Any(message => message.StartsWith("Looking at the Python environment", StringComparison.Ordinal)));
        Assert.IsTrue(File.Exists(Path.Combine(project.Root, ".venv", Receipt.FileName)));
        Assert.IsFalse(Path.Exists(project[".venv"]) || Path.Exists(Path.Combine(project.Root, "lib", ".venv")));
    }

    [TestMethod]
    public async Task A_project_and_its_friend_have_constants_of_their_own()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvFindLinks"] = project["wheels"];
        project.Properties["PythonEnvRequirements"] = "../app/requirements.txt";
        project.Properties["PythonEnvGenerateConstants"] = "true";
        project.Properties["TreatWarningsAsErrors"] = "true";
        project.ReferToLibrary("""<ItemGroup><InternalsVisibleTo Include="App" /></ItemGroup>""");
        project.Write("../lib/Library.cs", "public static class Library { public static string Home => PythonEnvironment.Home; }\n");
        project.Write("Program.cs", "System.Console.WriteLine(Library.Home + \"|\" + PythonEnvironment.Home);\n");

        (await project.BuildAsync()).ShouldSucceed();
        DotNetResult run = await project.RunAloneAsync("run", "--no-build");

        StringAssert.EndsWith(run.Output.Trim(), $"{Path.Combine(project.Root, "lib", ".venv")}|{project.Location}");
    }

    [TestMethod]
    public async Task A_build_that_waited_long_enough_names_who_holds_the_environment()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvLockTimeout"] = "3";
        using EnvironmentLock? held = project.Hold("process 7 of a test", TestContext.CancellationToken);

        BuildResult build = (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldFail("PYENV4004");

        StringAssert.Contains(build.Errors.Single().Text, "process 7 of a test");
        Assert.IsTrue(
            build.Messages.Any(message => message.StartsWith("PythonEnv: waiting for process 7 of a test", StringComparison.Ordinal)));
        Assert.IsFalse(Path.Exists(project.Location));
    }
}

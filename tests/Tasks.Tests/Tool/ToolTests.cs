using System.Text.Json;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>The packed command line on real folders and projects.</summary>
[TestClass]
internal sealed class ToolTests
{
    [TestMethod]
    public async Task A_folder_without_a_project_is_locked_restored_and_run_in()
    {
        using var folder = new TempDirectory("plain");
        Prepare(folder);

        DotNetResult added = await RunAsync(folder, "add", "greeting<2");
        Assert.AreEqual(0, added.ExitCode, added.Output);
        Assert.AreEqual("# What we need\r\nwordshapes  # loud\r\ngreeting<2\r\n", File.ReadAllText(folder["requirements.in"]));
        StringAssert.Contains(File.ReadAllText(folder["requirements.txt"]), "greeting==1.1");

        DotNetResult run = await RunAsync(
            folder, "run", "--", "python", "-c", "import sys, greeting; greeting.main(); print(sys.argv[1:]); sys.exit(7)", "--json",
            "a b");
        Assert.AreEqual(7, run.ExitCode, run.Output);
        StringAssert.Contains(run.Output, "HELLO!");
        StringAssert.Contains(run.Output, "['--json', 'a b']");

        DotNetResult removed = await RunAsync(folder, "remove", "greeting");
        Assert.AreEqual(0, removed.ExitCode, removed.Output);
        Assert.AreEqual("# What we need\r\nwordshapes  # loud\r\n", File.ReadAllText(folder["requirements.in"]));
        Assert.IsFalse(File.ReadAllText(folder["requirements.txt"]).Contains("greeting==", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task What_can_not_be_locked_leaves_every_file_as_it_was()
    {
        using var folder = new TempDirectory("plain");
        Prepare(folder);
        Assert.AreEqual(0, (await RunAsync(folder, "lock")).ExitCode);
        string[] before = [File.ReadAllText(folder["requirements.in"]), File.ReadAllText(folder["requirements.txt"])];

        DotNetResult failed = await RunAsync(folder, "add", "nowhere-to-be-found");

        Assert.AreEqual(1, failed.ExitCode, failed.Output);
        StringAssert.Contains(failed.Output, "PYENV3001");
        CollectionAssert.AreEqual(
            before, new[] { File.ReadAllText(folder["requirements.in"]), File.ReadAllText(folder["requirements.txt"]) });
        Assert.AreEqual(2, (await RunAsync(folder, "add", "no requirement at all")).ExitCode);
        Assert.AreEqual(2, (await RunAsync(folder, "nonsense")).ExitCode);
    }

    [TestMethod]
    public async Task A_project_is_asked_by_MSBuild_and_answers_with_a_document()
    {
        using TestProject project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();

        DotNetResult restored = await PackedTool.RunAsync(project.Folder, "restore", "--json");

        Assert.AreEqual(0, restored.ExitCode, restored.Output);
        using JsonDocument document = JsonDocument.Parse(restored.Output);
        JsonElement environment = document.RootElement.GetProperty("environments")[0];
        Assert.AreEqual(1, document.RootElement.GetProperty("schema").GetInt32());
        Assert.AreEqual(project.Location, environment.GetProperty("location").GetString());
        CollectionAssert.AreEqual(
            new[] { "greeting", "wordshapes" }, environment.GetProperty("packages")
                .EnumerateArray()
                .Select(package => package.GetProperty("name").GetString())
                .ToArray());
        DotNetResult why = await PackedTool.RunAsync(project.Folder, "why", "wordshapes");
        StringAssert.Contains(why.Output, "greeting 1.0 requires wordshapes>=1.0");
    }

    private static void Prepare(TempDirectory folder)
    {
        Directory.CreateDirectory(folder["wheels"]);
        foreach (WheelBuilder wheel in (ReadOnlySpan<WheelBuilder>)[PinnedWheels.Greeting("1.1"), PinnedWheels.Wordshapes("2.0")])
            wheel.WriteTo(folder["wheels"]);
        folder.Write("requirements.in", "# What we need\r\nwordshapes  # loud\r\n");
    }

    private static Task<DotNetResult> RunAsync(TempDirectory folder, string command, params string[] arguments) => PackedTool.RunAsync(
        folder.Path,
        [command, "-p:PythonEnvFindLinks=wheels", "-p:PythonEnvNoIndex=true", "-p:PythonEnvInterpreter=>=3.8", $"-p:PythonEnvCacheDirectory={folder["cache"]}", .. arguments]);
}

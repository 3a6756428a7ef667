namespace PythonEnv.Tasks.Tests;

/// <summary>What the README tells a newcomer to do, done as it is written.</summary>
[TestClass]
internal sealed class ReadmeTests
{
    private static IReadOnlyList<CodeBlock> Blocks => Markdown.Blocks("README.md", "## Five minutes");

    [TestMethod]
    public async Task A_newcomer_gets_from_a_name_to_a_program_that_uses_it()
    {
        MachineInterpreters.Pyenv("3.11");
        using var project = new TestProject();
        project.Set("PIP_NO_INDEX", "1");
        project.Set("PIP_FIND_LINKS", Wheelhouse.Folder("bookworm"));
        project.Body = string.Concat(Of("xml"));
        project.Write("requirements.in", Of("requirements.in").Single());
        project.Write("Program.cs", Of("csharp").Single());
        project.Write("tools/catalogue.py", "import flask, pathlib, sys\npathlib.Path(sys.argv[2]).write_text('[]')\n");
        string[] commands =
        [
            .. Of("").SelectMany(block => block.Split('\n')).Where(line => line.StartsWith("dotnet build ", StringComparison.Ordinal))
        ];

        Assert.AreEqual("dotnet build -t:PythonEnvLock", commands[0]);
        (await project.RunAsync(commands[0].Split(' ')[1..])).ShouldSucceed();
        StringAssert.Contains(File.ReadAllText(project["requirements.txt"]), "--hash=sha256:");
        (await project.BuildAsync()).ShouldSucceed();
        DotNetResult run = await DotNet.RunAsync(
            project.Folder, ["exec", "bin/Debug/net10.0/App.dll"], new Dictionary<string, string>(), CancellationToken.None);

        StringAssert.Contains(run.Output, "Flask 2.", run.Output);
        Assert.IsTrue(File.Exists(project["obj/Debug/net10.0/catalogue.json"]));
        Assert.AreEqual(0, (await project.BuildAsync("--no-restore")).ShouldSucceed().CountTasks("PythonExec"));
    }

    [TestMethod]
    public async Task An_environment_that_is_there_already_is_refused_and_taken_over_as_it_is_written()
    {
        using var project = new TestProject().WithWheels();
        string python = MachineInterpreters.Pyenv("3.11");
        project.Write("requirements.txt", "");
        await ShellAsync(
            project, $"'{python}' -m venv .venv && .venv/bin/python -m pip install -q --no-index --find-links wheels greeting==1.0");
        (await project.BuildAsync()).ShouldFail("PYENV4001");
        string[] commands = Of("sh").Single().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.AreEqual("dotnet build -t:PythonEnvLock", commands[^1]);
        await ShellAsync(project, string.Join(" && ", commands[..^1]));
        (await project.RunAsync(commands[^1].Split(' ')[1..])).ShouldSucceed();
        BuildResult built = (await project.BuildAsync()).ShouldSucceed();

        CollectionAssert.AreEquivalent(new[] { "greeting-1.0.dist-info", "wordshapes-2.0.dist-info" }, InstalledIn(project), built.Output);
    }

    private static IEnumerable<string> Of(string language) => Blocks.Where(block => block.Language == language).Select(block => block.Text);

    private static string[] InstalledIn(TestProject project) =>
        [.. Directory.GetDirectories(project.Location, "*.dist-info", SearchOption.AllDirectories)
            .Select(folder => Path.GetFileName(folder))
            .Distinct()];

    private static async Task ShellAsync(TestProject project, string script)
    {
        DotNetResult result = await DotNet.RunShellAsync(project.Folder, script, new Dictionary<string, string>());
        Assert.AreEqual(0, result.ExitCode, result.Output);
    }
}

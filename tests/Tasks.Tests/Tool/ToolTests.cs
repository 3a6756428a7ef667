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

        DotNetResult answered = await RunAsync(
            folder, "run", "--json", "--", "python", "-c", "import sys; print('of the program'); sys.exit(7)");
        using JsonDocument answer = JsonDocument.Parse(answered.StandardOutput);
        Assert.AreEqual(7, answer.RootElement.GetProperty("exitCode").GetInt32());
        StringAssert.Contains(answered.Output, "of the program");

        DotNetResult removed = await RunAsync(folder, "remove", "greeting");
        Assert.AreEqual(0, removed.ExitCode, removed.Output);
        Assert.AreEqual("# What we need\r\nwordshapes  # loud\r\n", File.ReadAllText(folder["requirements.in"]));
        Assert.IsFalse(File.ReadAllText(folder["requirements.txt"]).Contains("greeting==", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Without_what_the_lock_was_made_from_nothing_is_added_and_nothing_lost()
    {
        using var folder = new TempDirectory("plain");
        Prepare(folder);
        Assert.AreEqual(0, (await RunAsync(folder, "lock")).ExitCode);
        string before = File.ReadAllText(folder["requirements.txt"]);
        File.Delete(folder["requirements.in"]);

        DotNetResult added = await RunAsync(folder, "add", "greeting");

        Assert.AreEqual(1, added.ExitCode, added.Output);
        StringAssert.Contains(added.Output, "error PYENV2001: what `requirements.txt` was made from is not there");
        Assert.AreEqual(before, File.ReadAllText(folder["requirements.txt"]));
        Assert.IsFalse(File.Exists(folder["requirements.in"]));
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
        DotNetResult misspelt = await RunAsync(folder, "upgrade", "nowhere-to-be-found");
        Assert.AreEqual(1, misspelt.ExitCode, misspelt.Output);
        StringAssert.Contains(misspelt.Output, "error PYENV1004: `nowhere-to-be-found` can't be upgraded");
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

    [TestMethod]
    public async Task The_graph_and_what_is_outdated_are_told_to_programs()
    {
        using var folder = new TempDirectory("plain");
        Prepare(folder);
        folder.Write("requirements.in", "greeting\n");
        Assert.AreEqual(0, (await RunAsync(folder, "lock")).ExitCode);
        PinnedWheels.Wordshapes("3.0").WriteTo(folder["wheels"]);
        PinnedWheels.Greeting("1.2").WriteTo(folder["wheels"]);
        folder.Write("requirements.in", "greeting<1.2\n");

        JsonElement outdated = await DocumentAsync(folder, "outdated");
        Assert.AreEqual(
            "default wordshapes 2.0 3.0 3.0|default greeting 1.1 1.1 1.2", string.Join('|', outdated.GetProperty("outdated").EnumerateArray()
                .OrderByDescending(pin => pin.GetProperty("name").GetString())
                .Select(pin => string.Join(' ', pin.EnumerateObject().Select(member => member.Value.GetString())))));
        JsonElement tree = await DocumentAsync(folder, "tree");
        Assert.AreEqual(
            "greeting 1.1 True wordshapes>=1.0|wordshapes 2.0 False ", string.Join('|', tree.GetProperty("graph").EnumerateArray().Select(Show)));
        JsonElement why = await DocumentAsync(folder, "why", "greeting");
        Assert.AreEqual("greeting 1.1 True ", string.Join('|', why.GetProperty("graph").EnumerateArray().Select(Show)));

        static string Show(JsonElement node) => $"{node.GetProperty("name")} {node.GetProperty("version")} {node.GetProperty("direct")} "
            + string.Join(',', node.GetProperty("requires").EnumerateArray().Select(edge => edge.GetProperty("requirement").GetString()));
    }

    [TestMethod]
    public async Task Tests_are_run_in_the_environment_and_a_failure_is_a_finding_and_an_exit_code()
    {
        using var folder = new TempDirectory("plain");
        Prepare(folder);
        Assert.AreEqual(0, (await RunAsync(folder, "lock")).ExitCode);
        folder.Write("tests/test_words.py", """
            import unittest
            import wordshapes

            class Words(unittest.TestCase):
                def test_loud(self):
                    self.assertEqual(wordshapes.shout("a"), "A!")
            """);

        DotNetResult passed = await RunAsync(folder, "test");
        Assert.AreEqual(0, passed.ExitCode, passed.Output);
        StringAssert.Contains(passed.Output, "unittest: 1 passed, 0 failed, 0 skipped");
        Assert.IsTrue(File.Exists(folder["TestResults/TEST-default.xml"]));

        folder.Write("checks/test_quiet.py", """
            import unittest
            import wordshapes

            class Words(unittest.TestCase):
                def test_quiet(self):
                    self.assertEqual(wordshapes.shout("a"), "a")
            """);
        JsonElement failed = await DocumentAsync(folder, "test", "checks", "--results-directory", "out");
        Assert.AreEqual(1, failed.GetProperty("exitCode").GetInt32());
        JsonElement run = failed.GetProperty("tests")[0];
        Assert.AreEqual((0, 1), (run.GetProperty("passed").GetInt32(), run.GetProperty("failed").GetInt32()));
        Assert.AreEqual(folder["out/TEST-default.xml"], run.GetProperty("results").GetString());
        JsonElement finding = failed.GetProperty("findings")[0];
        Assert.AreEqual((folder["checks/test_quiet.py"], 6), (finding.GetProperty("file").GetString(), finding.GetProperty("line").GetInt32()));
    }

    [TestMethod]
    [DataRow("add", "greeting")]
    [DataRow("init")]
    public async Task What_a_disk_refuses_is_a_finding_and_no_trace_of_the_program(string command, params string[] arguments)
    {
        using var folder = new TempDirectory("plain");
        Prepare(folder);
        // A folder stands where the file has to be written, which no permission of the user helps against.
        File.Delete(folder["requirements.in"]);
        Directory.CreateDirectory(folder["requirements.in"]);

        DotNetResult refused = await RunAsync(folder, command, arguments);

        Assert.AreEqual(1, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, "error PYENV4002");
        Assert.DoesNotContain("   at ", refused.Output);
    }

    [TestMethod]
    [DataRow("nonsense", "")]
    [DataRow("python nonsense", "python")]
    [DataRow("why", "why")]
    [DataRow("cache prune --days -1", "cache prune")]
    [DataRow("cache prune --days 99999999", "cache prune")]
    [DataRow("cache prune --days 99999999999", "cache prune")]
    [DataRow("cache prune --days lemon", "cache prune")]
    [DataRow("nonsense https://ada:s3cret@h/", "")]
    public async Task What_no_command_line_is_gets_a_document_too_and_the_usage_is_no_answer(string line, string command)
    {
        Requires.Posix("a shell");
        using var folder = new TempDirectory("plain");
        var variables = new Dictionary<string, string> { ["PATH"] = $"{PackedTool.Commands}:{Environment.GetEnvironmentVariable("PATH")}" };

        DotNetResult asked = await DotNet.RunShellAsync(folder.Path, $"pythonenv {line} --json 2>usage.txt", variables);
        DotNetResult told = await DotNet.RunShellAsync(folder.Path, $"pythonenv {line} 2>/dev/null", variables);

        using JsonDocument document = JsonDocument.Parse(asked.Output);
        Assert.AreEqual(2, asked.ExitCode);
        Assert.AreEqual(2, document.RootElement.GetProperty("exitCode").GetInt32());
        Assert.AreEqual(command, document.RootElement.GetProperty("command").GetString());
        Assert.AreNotEqual("", document.RootElement.GetProperty("problem").GetString());
        StringAssert.Contains(File.ReadAllText(folder["usage.txt"]), "Usage:");
        Assert.DoesNotContain("s3cret", asked.Output + File.ReadAllText(folder["usage.txt"]));
        Assert.AreEqual("", told.Output.Trim());
    }

    [TestMethod]
    [DataRow("pythonenv ", "init")]
    [DataRow("pythonenv python f", "find")]
    [DataRow("pythonenv cache prune --d", "--days")]
    [DataRow("pythonenv completion p", "pwsh")]
    public async Task Bash_completes_commands_and_options(string line, string expected)
    {
        DotNetResult completed = await DotNet.RunShellAsync(Repository.Root, $"""
            export PATH='{PackedTool.Commands}':"$PATH"
            eval "$(pythonenv completion bash)"
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({line[..line.LastIndexOf(' ')]} '{line[(line.LastIndexOf(' ') + 1)..]}')
            COMP_CWORD=$(({"${#COMP_WORDS[@]}"} - 1))
            "$(complete -p pythonenv | sed 's/.*-F \([^ ]*\) .*/\1/')"
            printf '<%s>\n' "{"${COMPREPLY[@]}"}"
            """, new Dictionary<string, string>());

        Assert.AreEqual(0, completed.ExitCode, completed.Output);
        StringAssert.Contains(completed.Output, $"<{expected}>");
        Assert.DoesNotContain("<>", completed.Output);
    }

    [TestMethod]
    [DataRow("pythonenv loc", "lock")]
    [DataRow("pythonenv completion p", "pwsh")]
    [DataRow("pythonenv cache prune --d", "--days")]
    public async Task Zsh_completes_commands_and_options(string line, string expected) => await CompletesAsync("zsh", expected, $$"""
        pythonenv completion zsh > _pythonenv
        zsh -f -c 'compadd() { shift; printf "<%s>\n" "$@"; }; BUFFER="{{line}}"; CURSOR={{line.Length}}; source ./_pythonenv'
        """);

    [TestMethod]
    [DataRow("pythonenv loc", "lock")]
    [DataRow("pythonenv completion p", "pwsh")]
    [DataRow("pythonenv cache prune --d", "--days")]
    public async Task Fish_completes_commands_and_options(string line, string expected) => await CompletesAsync("fish", expected, $"""
        fish --no-config -c 'pythonenv completion fish | source; complete -C "{line}"' | sed 's/.*/<&>/'
        """);

    // Few machines have more than one shell, and nothing else is lost without the others: they are not demanded.
    private static async Task CompletesAsync(string shell, string expected, string lines)
    {
        Requires.Posix(shell);
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, shell))))
            throw new AssertInconclusiveException($"skipped: no {shell} is on the path");
        using var folder = new TempDirectory("completion");
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = $"{PackedTool.Commands}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = folder.Path
        };

        DotNetResult completed = await DotNet.RunShellAsync(folder.Path, lines, variables);

        Assert.AreEqual(0, completed.ExitCode, completed.Output);
        StringAssert.Contains(completed.Output, $"<{expected}>");
    }

    private static async Task<JsonElement> DocumentAsync(TempDirectory folder, string command, params string[] arguments)
    {
        DotNetResult result = await RunAsync(folder, command, ["--json", .. arguments]);
        using JsonDocument document = JsonDocument.Parse(result.Output[result.Output.IndexOf('{')..]);
        return document.RootElement.Clone();
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

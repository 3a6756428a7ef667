using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.Win32;
using PythonEnv.Host.Files;

namespace PythonEnv.Tasks.Tests;

/// <summary>Real builds of what is otherwise on Windows than elsewhere; <c>tests/windows/run.sh</c> runs them under Wine.</summary>
[TestClass]
[OSCondition(OperatingSystems.Windows)]
[SupportedOSPlatform("windows")]
internal sealed class WindowsBuildTests
{
    private const string RegistryKey = @"Software\Python\PythonEnvTests";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Commands_run_a_build_with_nothing_to_do_does_nothing_and_a_second_project_gets_links()
    {
        using TestProject first = Greeting(), second = Greeting();
        second.Properties["PythonEnvCacheDirectory"] = first.Properties["PythonEnvCacheDirectory"];

        (await first.BuildAsync()).ShouldSucceed();
        (await first.TargetAsync("PythonEnvRestore", "-question", "--no-restore")).ShouldSucceed();
        (await second.BuildAsync()).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run(first[@".venv\Scripts\greet.exe"]));
        Assert.AreEqual("1.0", Run(first[@".venv\Scripts\python.exe"], "-c", "import greeting; print(greeting.__version__)"));
        Assert.IsTrue(File.Exists(first[@".venv\Scripts\greetw.exe"]));
        Assert.AreEqual(
            FileStamp.Of(Site(first, "wordshapes.py")), FileStamp.Of(Site(second, "wordshapes.py")), "the same file by two names");
    }

    [TestMethod]
    [DataRow("", "PYENV1001")]
    [DataRow("3.4", "PYENV1002")]
    [DataRow(@"C:\no\python.exe", "PYENV1002")]
    public async Task Without_its_interpreter_nothing_is_made(string declared, string code)
    {
        using TestProject project = Greeting();
        project.Properties["PythonEnvInterpreter"] = declared;

        (await project.BuildAsync()).ShouldFail(code);

        Assert.IsFalse(Path.Exists(project.Location));
    }

    [TestMethod]
    public async Task An_interpreter_that_only_the_registry_knows_is_found()
    {
        using TestProject project = Greeting();
        project.Set("USERPROFILE", project.Folder);
        project.Properties["PythonEnvInterpreter"] = "3.11";
        string executable = MachineInterpreters.Pyenv("3.11");
        using (RegistryKey install = Registry.CurrentUser.CreateSubKey($@"{RegistryKey}\3.11\InstallPath"))
            install.SetValue("ExecutablePath", executable);
        try
        {
            (await project.BuildAsync()).ShouldSucceed();
        }
        finally
        {
            Registry.CurrentUser.DeleteSubKeyTree(RegistryKey);
        }
        StringAssert.Contains(
            await File.ReadAllTextAsync(project[@".venv\pyvenv.cfg"], TestContext.CancellationToken), Path.GetDirectoryName(executable)!);
    }

    [TestMethod]
    public async Task An_interpreter_that_only_the_launcher_knows_is_found()
    {
        using TestProject project = Greeting();
        project.Set("USERPROFILE", project.Folder);
        project.Properties["PythonEnvInterpreter"] = "3.12";

        (await project.BuildAsync()).ShouldSucceed();
    }

    [TestMethod]
    [DataRow("a b (c) ünï 日本 & d")]
    [DataRow("it's 100% of #1")]
    public async Task A_folder_of_any_name_will_do(string folder)
    {
        using TestProject project = Greeting(folder);

        (await project.BuildAsync()).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run(project[@".venv\Scripts\greet.exe"]));
    }

    [TestMethod]
    public async Task Installed_files_with_paths_of_more_than_260_characters_will_do()
    {
        string module = Path.Combine("greeting", new string('d', 60), new string('e', 60), "deep.py");
        using TestProject project = Greeting();
        PinnedWheels.Greeting("1.0").WithFile(module.Replace('\\', '/'), "").WriteTo(project["wheels"]);
        string location = Path.Combine(new string('a', 40), new string('b', 40), "env");
        project.Properties["PythonEnvLocation"] = location;

        (await project.BuildAsync()).ShouldSucceed();
        (await project.TargetAsync("PythonEnvVerify", "--no-restore")).ShouldSucceed();

        string installed = Path.Combine(project[location], "Lib", "site-packages", module);
        Assert.IsGreaterThan(260, installed.Length);
        Assert.IsTrue(File.Exists(installed));
    }

    [TestMethod]
    public async Task Several_environments_and_several_target_frameworks_are_restored_once_each()
    {
        using TestProject project = Greeting();
        project.Properties.Remove("TargetFramework");
        project.Properties["TargetFrameworks"] = "net10.0;netstandard2.0";
        project.Properties["OutputType"] = "Library";
        project.Properties["DisableImplicitFrameworkReferences"] = "true";
        project.Properties["EnableDefaultCompileItems"] = "false";
        project.Properties["GenerateAssemblyInfo"] = "false";
        project.Properties["GenerateTargetFrameworkAttribute"] = "false";
        project.Write(@"docs\requirements.txt", "wordshapes==2.0\n");
        project.Body = """<ItemGroup><PythonEnv Include="docs" Interpreter="3.12" Requirements="docs/requirements.txt" Location=".venv-docs" /></ItemGroup>""";

        BuildResult build = (await project.BuildAsync()).ShouldSucceed();

        Assert.AreEqual(1, build.CountTasks("RestorePythonEnvironments"));
        Assert.AreEqual("2.0", Run(project[@".venv-docs\Scripts\python.exe"], "-c", "import wordshapes; print(wordshapes.__version__)"));
        Assert.AreEqual("1.0", Run(project[@".venv\Scripts\python.exe"], "-c", "import wordshapes; print(wordshapes.__version__)"));
    }

    [TestMethod]
    public async Task A_line_that_pins_nothing_is_refused_at_its_place()
    {
        using TestProject project = Greeting();
        project.Write("requirements.txt", "greeting==1.0\r\nwordshapes>=1\r\n");

        BuildResult build = await project.BuildAsync();

        CollectionAssert.AreEqual(new[] { "PYENV2003 requirements.txt(2,1)" }, build.ErrorPlaces.ToArray());
    }

    [TestMethod]
    public async Task A_file_that_a_program_has_open_is_named_and_mended_by_the_next_build()
    {
        using TestProject project = Greeting();
        (await project.BuildAsync()).ShouldSucceed();
        project.WithPins(wordshapes: "2.0");
        using (new FileStream(Site(project, "wordshapes.py"), FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            BuildResult refused = (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldFail("PYENV4002");
            StringAssert.Contains(refused.Errors.Single().Text, "wordshapes.py` is in use by");
        }
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();

        StringAssert.Contains(File.ReadAllText(Site(project, "wordshapes.py")), "2.0");
    }

    [TestMethod]
    public async Task Read_only_files_are_replaced_and_cleaned()
    {
        using TestProject project = Greeting();
        (await project.BuildAsync()).ShouldSucceed();
        foreach (string file in Directory.GetFiles(project.Location, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.ReadOnly);

        (await project.WithPins(wordshapes: "2.0").TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();
        StringAssert.Contains(File.ReadAllText(Site(project, "wordshapes.py")), "2.0");
        (await project.TargetAsync("PythonEnvClean", "--no-restore")).ShouldSucceed();

        Assert.IsFalse(Path.Exists(project.Location) || Path.Exists(project[".venv.pythonenv"]));
    }

    [TestMethod]
    public async Task On_another_drive_there_are_copies()
    {
        Requires.That(Directory.Exists(@"D:\"), "a drive D:");
        using TestProject project = Greeting();
        string location = $@"D:\pythonenv-{Guid.NewGuid():N}\env";
        project.Properties["PythonEnvLocation"] = location;

        (await project.BuildAsync()).ShouldSucceed();
        (await project.TargetAsync("PythonEnvVerify", "--no-restore")).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run(Path.Combine(location, "Scripts", "greet.exe")));
        FileChange.DeleteFolder(Path.GetDirectoryName(location)!);
    }

    [TestMethod]
    public async Task Two_builds_at_once_make_one_environment_and_a_killed_one_is_made_good()
    {
        using TestProject project = Greeting();
        (await project.RunAsync("restore")).ShouldSucceed();
        using (Process killed = project.Start("build", "--no-restore", "-t:PythonEnvRestore"))
        {
            Task output = Task.WhenAll(
                killed.StandardOutput.ReadToEndAsync(TestContext.CancellationToken),
                killed.StandardError.ReadToEndAsync(TestContext.CancellationToken));
            SpinWait.SpinUntil(() => killed.HasExited || Directory.Exists(project[@".venv.pythonenv\staging"]));
            killed.Kill(entireProcessTree: true);
            await output;
        }

        BuildResult[] builds = await Task.WhenAll(
            project.TargetAsync("PythonEnvRestore", "--no-restore"), project.TargetAsync("PythonEnvRestore", "--no-restore"));

        foreach (BuildResult build in builds)
            build.ShouldSucceed();
        (await project.TargetAsync("PythonEnvVerify", "--no-restore")).ShouldSucceed();
        Assert.IsFalse(Path.Exists(project[@".venv.pythonenv\staging"]));
    }

    [TestMethod]
    public async Task The_command_prompt_enters_the_environment_and_leaves_it()
    {
        using TestProject project = Greeting("a b");
        (await project.BuildAsync()).ShouldSucceed();
        project.Write(
            "enter.bat",
            "@echo off\r\ncall .venv\\Scripts\\activate.bat\r\necho %VIRTUAL_ENV%\r\ngreet\r\ncall deactivate\r\necho left [%VIRTUAL_ENV%]\r\n");

        string[] lines = RunIn(project.Folder, "cmd.exe", "/c", "enter.bat").Split("\r\n");

        CollectionAssert.AreEqual(new[] { project.Location, "HELLO!", "left []" }, lines);
    }

    [TestMethod]
    public async Task An_index_of_files_on_a_drive_is_asked()
    {
        using TestProject project = Greeting();
        foreach (WheelBuilder wheel in (ReadOnlySpan<WheelBuilder>)[PinnedWheels.Greeting("1.0"), PinnedWheels.Wordshapes("1.0")])
        {
            string page = project.Write(
                $@"simple\{wheel.FileName.Split('-')[0]}\index.html", $"<a href='../../files/{wheel.FileName}'>{wheel.FileName}</a>");
            Assert.IsTrue(File.Exists(page));
            wheel.WriteTo(project["files"]);
        }
        project.Properties.Remove("PythonEnvFindLinks");
        project.Properties.Remove("PythonEnvNoIndex");
        project.Properties["PythonEnvIndexUrl"] = new Uri(project["simple"]).AbsoluteUri;

        (await project.BuildAsync()).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run(project[@".venv\Scripts\greet.exe"]));
    }

    [TestMethod]
    public async Task A_lock_is_made_is_the_same_again_and_is_installed()
    {
        using TestProject project = Greeting();
        project.Write("requirements.in", "greeting<1.1\r\n");

        (await project.TargetAsync("PythonEnvLock", "-restore")).ShouldSucceed();

        string made = File.ReadAllText(project["requirements.txt"]);
        StringAssert.Contains(made, "\ngreeting==1.0 \\\n    --hash=sha256:");
        (await project.TargetAsync("PythonEnvLock", "--no-restore")).ShouldSucceed();
        Assert.AreEqual(made, File.ReadAllText(project["requirements.txt"]));
        (await project.BuildAsync()).ShouldSucceed();
        Assert.AreEqual("HELLO!", Run(project[@".venv\Scripts\greet.exe"]));
    }

    [TestMethod]
    public async Task What_was_vendored_is_all_that_a_build_takes()
    {
        using TestProject project = Greeting();
        (await project.TargetAsync("PythonEnvVendor", "-restore")).ShouldSucceed();
        Directory.Delete(project["wheels"], recursive: true);
        project.Properties["PythonEnvCacheDirectory"] = project["another cache"];

        (await project.BuildAsync()).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run(project[@".venv\Scripts\greet.exe"]));
    }

    [TestMethod]
    public async Task A_verification_names_what_was_edited_and_writes_nothing()
    {
        using TestProject project = Greeting();
        (await project.BuildAsync()).ShouldSucceed();
        File.AppendAllText(Site(project, "wordshapes.py"), "# edited\r\n");
        project.Properties["PythonEnvMode"] = "Verify";

        StringAssert.Contains((await project.BuildAsync()).ShouldFail("PYENV5004").Errors.Single().Text, "wordshapes.py");

        StringAssert.Contains(File.ReadAllText(Site(project, "wordshapes.py")), "# edited");
        project.Properties["PythonEnvMode"] = "Restore";
        (await project.BuildAsync()).ShouldSucceed();
        Assert.DoesNotContain("# edited", File.ReadAllText(Site(project, "wordshapes.py")));
    }

    [TestMethod]
    public async Task Arguments_reach_Python_as_they_were_written()
    {
        string[] words =
        [
            "plain", "two words", @"back\slash", @"ends\", @"two words\", "per%PATH%cent", "ca^ret", "amper&sand", "", "quo\"te"
        ];
        using TestProject project = Greeting();
        project.Write("echo.py", "import json, sys\nprint(json.dumps(sys.argv[1:]))\n");
        string arguments = string.Join(
            ' ', words.Select(word => word.Contains('"', StringComparison.Ordinal) ? $"'{word}'" : $"\"{word}\""));
        project.Body = $"""
            <Target Name="Echo" DependsOnTargets="PythonEnvRestore">
              <PythonExec Script="echo.py" Arguments="{System.Security.SecurityElement.Escape(arguments).Replace("%", "%25", StringComparison.Ordinal)}">
                <Output TaskParameter="ConsoleOutput" ItemName="Said" />
              </PythonExec>
              <WriteLinesToFile File="said.txt" Lines="@(Said)" Overwrite="true" />
            </Target>
            """;

        (await project.TargetAsync("Echo", "-restore")).ShouldSucceed();

        CollectionAssert.AreEqual(words, JsonSerializer.Deserialize<string[]>(File.ReadAllLines(project["said.txt"])[0]));
    }

    private static TestProject Greeting(string folder = "app")
    {
        TestProject project = new TestProject(folder).WithWheels().WithPins();
        PinnedWheels.Greeting("1.0").WithGuiScript("greetw", "greeting:main").WriteTo(project["wheels"]);
        return project;
    }

    private static string Site(TestProject project, string relative) => Path.Combine(project.Location, "Lib", "site-packages", relative);

    private static string Run(string program, params string[] arguments) => RunIn(Path.GetTempPath(), program, arguments);

    private static string RunIn(string folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output);
        return output.Trim();
    }
}

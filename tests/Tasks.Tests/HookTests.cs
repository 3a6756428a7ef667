using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class HookTests
{
    private const string Task = "RestorePythonEnvironments";

    [TestMethod]
    [DataRow("-m:4")]
    [DataRow("-graph")]
    [DataRow("-graph", "-isolate")]
    public async Task Several_target_frameworks_restore_once(params string[] arguments)
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties.Remove("TargetFramework");
        project.Properties["TargetFrameworks"] = "net10.0;netstandard2.0";
        project.Properties["OutputType"] = "Library";
        project.Properties["DisableImplicitFrameworkReferences"] = "true";
        project.Properties["EnableDefaultCompileItems"] = "false";
        // An environment may have the name of a distribution.
        project.Body = """<ItemGroup><PythonEnv Include="wordshapes" Location=".venv" /></ItemGroup><Target Name="ShowPython" AfterTargets="Build" Condition="'$(TargetFramework)' == 'net10.0'"><Message Importance="high" Text="python=$(PythonEnvExecutable)" /></Target><Target Name="BeforePythonEnvRestore"><WriteLinesToFile File="hook.txt" Lines="for [$(TargetFramework)]" /></Target>""";
        (await project.RunAsync("restore")).ShouldSucceed();

        BuildResult result = await project.BuildAsync(["--no-restore", .. arguments]);

        Assert.AreEqual(1, result.CountTasks(Task), result.Output);
        CollectionAssert.AreEqual(new[] { "for []" }, File.ReadAllLines(project["hook.txt"]));
        Assert.IsTrue(File.Exists(project[".venv/pythonenv.receipt"]), result.Output);
    }

    [TestMethod]
    public async Task A_target_framework_that_stands_beside_several_is_built_as_without_the_package()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["TargetFrameworks"] = "net10.0;net10.0-windows";
        project.Properties["EnableDefaultCompileItems"] = "false";
        project.Properties["OutputType"] = "Library";

        BuildResult result = (await project.BuildAsync()).ShouldSucceed();

        Assert.AreEqual(1, result.CountTasks(Task), result.Output);
        Assert.IsTrue(File.Exists(project[".venv/pythonenv.receipt"]), result.Output);
        Assert.IsFalse(Directory.Exists(project["bin/Debug/net10.0-windows"]), "the SDK builds the one alone");
    }

    [TestMethod]
    public async Task A_project_may_take_back_the_target_framework_of_a_file_above_it()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Write("../Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        project.Write("../Directory.Build.targets", """<Project><Target Name="BeforePythonEnvRestore"><WriteLinesToFile File="hook.txt" Lines="called" /></Target></Project>""");
        project.Properties["TargetFramework"] = "";
        project.Properties["TargetFrameworks"] = "netstandard2.0;netstandard2.1";
        project.Properties["OutputType"] = "Library";
        project.Properties["DisableImplicitFrameworkReferences"] = "true";
        project.Properties["EnableDefaultCompileItems"] = "false";
        (await project.RunAsync("restore")).ShouldSucceed();

        BuildResult restored = (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();

        Assert.AreEqual(1, restored.CountTasks(Task), restored.Output);
        Assert.IsTrue(File.Exists(project[".venv/pythonenv.receipt"]), restored.Output);
        CollectionAssert.AreEqual(new[] { "called" }, File.ReadAllLines(project["hook.txt"]));
    }

    [TestMethod]
    public async Task Called_for_several_target_frameworks_constants_are_written_for_each_and_publishing_wants_one()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties.Remove("TargetFramework");
        project.Properties["TargetFrameworks"] = "net10.0;netstandard2.0";
        project.Properties["DisableImplicitFrameworkReferences"] = "true";
        (await project.RunAsync("restore")).ShouldSucceed();

        BuildResult constants = (await project.TargetAsync("PythonEnvConstants", "--no-restore", "-m:2")).ShouldSucceed();
        BuildResult published = await project.TargetAsync("PythonEnvPublish", "--no-restore");

        Assert.AreEqual(1, constants.CountTasks(Task), constants.Output);
        foreach (string framework in (string[])["net10.0", "netstandard2.0"])
            Assert.IsTrue(File.Exists(project[$"obj/Debug/{framework}/PythonEnvironment.g.cs"]), framework);
        published.ShouldFail("NETSDK1129");
    }

    [TestMethod]
    public async Task A_design_time_build_makes_nothing()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.RunAsync("restore")).ShouldSucceed();

        (await project.BuildAsync("--no-restore", "-p:DesignTimeBuild=true")).ShouldSucceed();

        Assert.IsFalse(Directory.Exists(project[".venv"]));
    }

    [TestMethod]
    public async Task Switched_off_it_does_nothing()
    {
        using var project = new TestProject();

        Assert.AreEqual(0, (await project.BuildAsync("-p:PythonEnvEnabled=false")).ShouldSucceed().CountTasks(Task));
        (await project.BuildAsync("--no-restore", "-p:PythonEnvMode=Off")).ShouldSucceed();

        Assert.IsFalse(Directory.Exists(project[".venv"]));
    }

    [TestMethod]
    public async Task Clean_keeps_the_environment_unless_it_is_told_otherwise()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();

        (await project.RunAsync("clean")).ShouldSucceed();
        Assert.IsTrue(Directory.Exists(project[".venv"]));

        (await project.RunAsync("clean", "-p:PythonEnvCleanWithBuild=true")).ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project[".venv"]));
        Assert.IsFalse(Directory.Exists(project[".venv.pythonenv"]));
    }

    [TestMethod]
    public async Task The_result_is_there_for_the_rest_of_the_build()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Body = """
            <Target Name="Show" AfterTargets="PythonEnvRestore">
              <WriteLinesToFile File="shown.txt" Overwrite="true" Lines="$(PythonEnvExecutable);$(PythonEnvScriptsDirectory);$(PythonEnvSitePackages);$(PythonEnvFingerprint);@(PythonEnvPackage->'%(Identity) %(Version) %(Direct) %(Location)')" />
            </Target>
            """;

        (await project.BuildAsync()).ShouldSucceed();
        string[] first = File.ReadAllLines(project["shown.txt"]);
        File.Delete(project["shown.txt"]);
        (await project.BuildAsync("--no-restore")).ShouldSucceed();

        Assert.AreEqual(project[".venv/bin/python"], first[0]);
        Assert.AreEqual(project[".venv/bin"], first[1]);
        Assert.IsTrue(Directory.Exists(first[2]));
        Assert.AreEqual(64, first[3].Length);
        CollectionAssert.AreEqual(new[] { "greeting 1.0 true Environment", "wordshapes 1.0 false Environment" }, first[4..]);
        CollectionAssert.AreEqual(first, File.ReadAllLines(project["shown.txt"]));
    }

    [TestMethod]
    public async Task Items_declare_further_environments()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Write("docs/requirements.txt", "wordshapes==2.0\n");
        project.Body = """<ItemGroup><PythonEnv Include="docs" Requirements="docs/requirements.txt" Location=".venv-docs" /></ItemGroup>""";

        (await project.BuildAsync()).ShouldSucceed();

        Assert.IsTrue(File.Exists(project[".venv/pythonenv.receipt"]));
        Assert.IsTrue(File.Exists(project[".venv-docs/pythonenv.receipt"]));
        project.Body = """<ItemGroup><PythonEnv Include="a" Location=".venv" /><PythonEnv Include="b" Location=".venv" /></ItemGroup>""";
        (await project.BuildAsync()).ShouldSucceed();
        project.Body = """
            <ItemGroup>
              <PythonEnv Include="a" Location=".venv" />
              <PythonEnv Include="b" Location=".venv" Requirements="docs/requirements.txt" />
            </ItemGroup>
            """;
        (await project.TargetAsync("PythonEnvCheck", "--no-restore")).ShouldFail("PYENV5010");
    }

    [TestMethod]
    public async Task PythonExec_runs_in_the_environment_and_points_at_the_failing_line()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Write(
            "tool.py",
            "import os, sys, greeting\nprint(sys.argv[1:], os.environ['VIRTUAL_ENV'] == sys.prefix)\nif len(sys.argv) > 3:\n    raise ValueError('too many')\n");
        project.Body = """
            <Target Name="Tool" AfterTargets="PythonEnvRestore">
              <PythonExec Script="tool.py" Arguments="one &quot;two three&quot;">
                <Output TaskParameter="ConsoleOutput" ItemName="Said" />
              </PythonExec>
              <WriteLinesToFile File="said.txt" Overwrite="true" Lines="@(Said)" />
            </Target>
            <Target Name="Broken" DependsOnTargets="PythonEnvRestore"><PythonExec Script="tool.py" Arguments="a b c" /></Target>
            <Target Name="Telling" DependsOnTargets="PythonEnvRestore">
              <PythonExec Code="print('https://ada:pa55@h/x?token=t')"><Output TaskParameter="ConsoleOutput" ItemName="Told" /></PythonExec>
              <WriteLinesToFile File="told.txt" Overwrite="true" Lines="@(Told)" />
            </Target>
            <Target Name="Loud" DependsOnTargets="PythonEnvRestore"><PythonExec Script="tool.py" StandardOutputImportance="2" /></Target>
            <Target Name="Nameless" DependsOnTargets="PythonEnvRestore"><PythonExec Script="tool.py" EnvironmentVariables="hunter2" /></Target>
            <PropertyGroup><Variables>
              ONE=1;
              TWO= 2; 3
            </Variables></PropertyGroup>
            <Target Name="Spaced" DependsOnTargets="PythonEnvRestore">
              <PythonExec Script=" tool.py " Environment=" default " WorkingDirectory=" tools " StandardOutputImportance=" Low " />
              <PythonExec Code="import os; print([os.environ[name] for name in ('ONE', 'TWO')])" EnvironmentVariables="$(Variables)">
                <Output TaskParameter="ConsoleOutput" ItemName="Seen" />
              </PythonExec>
              <WriteLinesToFile File="spaced.txt" Overwrite="true" Lines="@(Seen)" />
            </Target>
            """;

        (await project.BuildAsync()).ShouldSucceed();
        Assert.AreEqual("['one', 'two three'] True", File.ReadAllText(project["said.txt"]).Trim());

        BuildResult broken = (await project.TargetAsync("Broken", "--no-restore")).ShouldFail("PYENV5009");
        Assert.AreEqual("PYENV5009 tool.py(4,0)", broken.ErrorPlaces.Single());

        string told = (await project.TargetAsync("Telling", "--no-restore")).ShouldSucceed().Output;
        StringAssert.Contains(told, "https://****@h/x?token=t");
        Assert.AreEqual("https://ada:pa55@h/x?token=t", File.ReadAllText(project["told.txt"]).Trim());

        StringAssert.Contains((await project.TargetAsync("Loud", "--no-restore")).ShouldFail("PYENV5009").Output, "`2` is no importance");

        string nameless = (await project.TargetAsync("Nameless", "--no-restore")).ShouldFail("PYENV5009").Errors.Single().Text;
        StringAssert.Contains(nameless, "`EnvironmentVariables` begins with a value that has no name");
        Assert.DoesNotContain("hunter2", nameless);

        Directory.CreateDirectory(project["tools"]);
        (await project.TargetAsync("Spaced", "--no-restore")).ShouldSucceed();
        Assert.AreEqual("['1', ' 2; 3']", File.ReadAllText(project["spaced.txt"]).Trim());
    }

    [TestMethod]
    public async Task A_credential_is_passed_by_the_name_of_its_variable()
    {
        using var index = new LoopbackIndex();
        WheelBuilder wheel = PinnedWheels.Wordshapes("1.0");
        index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        index.Inject(null, Faults.RequireBasic("build", "hunter2-secret"));
        using var project = new TestProject();
        project.Properties["PythonEnvInterpreter"] = ">=3.8";
        project.Properties["PythonEnvIndexUrl"] = index.Simple.AbsoluteUri.Replace(
            "://", "://build:${FEED_TOKEN}@", StringComparison.Ordinal);
        project.Write("requirements.txt", "wordshapes==1.0\n");
        project.Set("FEED_TOKEN", "hunter2-secret");

        BuildResult result = (await project.BuildAsync()).ShouldSucceed();

        Assert.IsEmpty(result.Warnings);
        Assert.IsFalse(result.Holds("hunter2-secret"));
    }
}

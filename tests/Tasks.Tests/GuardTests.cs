using System.IO.Compression;
using PythonEnv.Environments;

namespace PythonEnv.Tasks.Tests;

/// <summary>
/// What a project may say anywhere, and what the rest of its build sees: a guard switches nothing off in silence and takes nothing away.
/// </summary>
[TestClass]
internal sealed class GuardTests
{
    [TestMethod]
    public async Task Hooks_late_properties_and_odd_locations_count_and_no_file_of_an_environment_is_an_item()
    {
        using var project = new TestProject().WithWheels();
        File.WriteAllText(
            Path.Combine(project.Root, "Directory.Build.targets"),
            "<Project><PropertyGroup><PythonEnvLocation> ./x/../venv </PythonEnvLocation></PropertyGroup></Project>");
        project.Write("docs/requirements.txt", "wordshapes==2.0\n");
        project.Write("wheelhouse/Word.cs", "static class Word { public const string Built = \"built\"; }");
        project.Write("Program.cs", "System.Console.WriteLine(Word.Built);");
        project.Write("sub/.venv/pythonenv.receipt", "of another project");
        project.Write("sub/.venv/lib/python3.11/site-packages/other.py", "");
        project.Properties["PythonEnvMod"] = "Verify";
        project.Body = """
            <ItemGroup>
              <PythonEnv Include="docs" Requirements="docs/requirements.txt" Location="a/../docs-env" />
              <None Include="**/*.py" CopyToOutputDirectory="PreserveNewest" CopyToPublishDirectory="PreserveNewest" />
            </ItemGroup>
            <Target Name="BeforePythonEnvRestore">
              <WriteLinesToFile File="generated.txt" Lines="greeting==1.0;wordshapes==1.0" Overwrite="true" />
              <PropertyGroup><PythonEnvRequirements>generated.txt</PythonEnvRequirements></PropertyGroup>
            </Target>
            <Target Name="AfterPythonEnvRestore"><Touch Files="after.txt" AlwaysCreate="true" /></Target>
            """;

        BuildResult built = (await project.BuildAsync()).ShouldSucceed();

        StringAssert.Contains(built.Output, "PythonEnv: venv, +2 ~0 -0 distributions, CPython 3.");
        Assert.IsTrue(built.WarningPlaces.Any(place => place.StartsWith("PYENV1006 App.csproj(", StringComparison.Ordinal)), built.Output);
        Assert.IsTrue(File.Exists(project["after.txt"])
            && File.Exists(project["venv/pythonenv.receipt"])
            && File.Exists(project["docs-env/pythonenv.receipt"]));

        (await project.RunAsync("publish", "--no-restore", "-o", project["out"])).ShouldSucceed();
        // What is published on purpose stands in a folder of its own.
        string published = project["out/python/"];
        string[] taken =
        [
            .. new[] { "bin", "out" }.SelectMany(folder => Directory.GetFiles(project[folder], "*.py", SearchOption.AllDirectories))
                .Where(file => !file.StartsWith(published, StringComparison.Ordinal)),
        ];
        Assert.IsEmpty(taken, string.Join('\n', taken));

        BuildResult items = await project.RunAsync(
            "msbuild", "-getItem:UpToDateCheckInput", "-getItem:UpToDateCheckOutput", "-getItem:Compile");
        foreach (string expected in (ReadOnlySpan<string>)[
            "docs/requirements.txt", "docs-env/pythonenv.receipt", "venv/pythonenv.receipt", "wheelhouse/Word.cs"
        ])
            StringAssert.Contains(items.Output.Replace('\\', '/'), expected);
    }

    [TestMethod]
    public async Task A_pattern_of_the_root_takes_no_file_of_an_environment_below_it()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Write("sub/.venv/pythonenv.receipt", "of another project");
        project.Write("sub/.venv/bin/tool.py", "");
        project.Write("sub/.venv/lib/python3.11/site-packages/other.py", "");
        project.Write("sub/own.py", "");
        project.Body = """<ItemGroup><None Include="**/*.py" CopyToOutputDirectory="PreserveNewest" /></ItemGroup>""";

        (await project.BuildAsync()).ShouldSucceed();

        string[] taken = [.. Directory.GetFiles(project["bin"], "*.py", SearchOption.AllDirectories).Select(Path.GetFileName)!];
        CollectionAssert.AreEqual(new[] { "own.py" }, taken);
    }

    [TestMethod]
    public async Task A_pattern_of_the_packages_own_items_of_a_pack_or_of_a_watch_takes_no_file_of_an_environment()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties.Remove("TargetFramework");
        project.Properties["TargetFrameworks"] = "net10.0";
        project.Write("test_own.py", "import unittest\nclass Own(unittest.TestCase):\n  def test(self): pass\n");
        project.Body = """
            <ItemGroup>
              <PythonEnv Include="docs" Requirements="requirements.txt" Location="docs-env" />
              <PythonSource Include="**/*.py" />
              <PythonTest Include="**/*.py" />
              <Watch Include="**/*.py" />
              <None Include="**/*.py" Pack="true" PackagePath="py" />
            </ItemGroup>
            """;
        (await project.BuildAsync()).ShouldSucceed();

        BuildResult tested = (await project.TargetAsync("PythonEnvTest")).ShouldSucceed();
        (await project.RunAsync("publish", "-f", "net10.0", "-c", "Debug", "-o", project["../out"])).ShouldSucceed();
        (await project.RunAsync("pack", "--no-build", "-c", "Debug", "-o", project["../packed"])).ShouldSucceed();
        DotNetResult watched = await project.RunAloneAsync("watch", "--list");

        StringAssert.Contains(tested.Output, "unittest: 1 passed");
        string sources = project["../out/python/src"];
        CollectionAssert.AreEqual(
            new[] { "test_own.py" },
            Directory.GetFiles(sources, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(sources, file)).ToArray());
        using ZipArchive packed = ZipFile.OpenRead(Directory.GetFiles(project["../packed"], "*.nupkg").Single());
        CollectionAssert.AreEqual(
            new[] { "py/test_own.py" },
            packed.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".py", StringComparison.Ordinal)).ToArray());
        StringAssert.Contains(watched.Output, "test_own.py");
        Assert.DoesNotContain("site-packages", watched.Output);
    }

    [TestMethod]
    public async Task A_switch_with_blanks_around_its_value_is_that_value()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvEnabled"] = "\n  false\n";
        (await project.BuildAsync()).ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project.Location));

        project.Properties.Remove("PythonEnvEnabled");
        (await project.BuildAsync("-p:PythonEnvEnabled=  false ")).ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project.Location));

        project.Properties["PythonEnvEnabled"] = " true ";
        project.Properties["PythonEnvMode"] = " off ";
        project.Body = """<ItemGroup><PythonEnv Include="docs" Requirements="requirements.txt" Location="docs-env" Mode=" Off " /></ItemGroup>""";
        BuildResult items = await project.RunAsync("msbuild", "-getItem:UpToDateCheckOutput");
        Assert.DoesNotContain("pythonenv.receipt", items.Output);
    }

    [TestMethod]
    public async Task Two_projects_in_one_folder_each_run_Python_in_their_own_environment_also_with_several_threads()
    {
        using var project = new TestProject().WithWheels().WithPins();
        const string apart = "<Project><PropertyGroup><BaseIntermediateOutputPath>obj/$(MSBuildProjectName)/</BaseIntermediateOutputPath></PropertyGroup></Project>";
        File.WriteAllText(Path.Combine(project.Root, "Directory.Build.props"), apart);
        project.Properties["PythonEnvLocation"] = ".$(MSBuildProjectName)";
        project.Properties["OutputType"] = "Library";
        project.Properties["EnableDefaultItems"] = "false";
        const string target = """
            <Target Name="Where" AfterTargets="PythonEnvRestore">
              <PythonExec Code="import os, sys; print('%24(MSBuildProjectName)', os.path.basename(sys.prefix))" Arguments="--re \d+" />
            </Target>
            """;
        project.Body = target.Replace("%24", "$", StringComparison.Ordinal);
        await project.RunAsync("msbuild", "-getProperty:TargetFramework");
        File.Copy(project.ProjectFile, project["Other.csproj"]);
        project.Body = """<ItemGroup><ProjectReference Include="Other.csproj" /></ItemGroup>""" + project.Body;

        BuildResult built = (await project.RunAsync("build", "App.csproj", "-mt")).ShouldSucceed();

        CollectionAssert.IsSubsetOf(new[] { "App .App", "Other .Other" }, built.Messages.ToList(), built.Output);
    }

    [TestMethod]
    public async Task A_declaration_that_depends_on_the_framework_is_refused_and_asking_for_a_restore_runs_it_once()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties.Remove("TargetFramework");
        project.Properties["TargetFrameworks"] = "net10.0;netstandard2.0";
        project.Properties["OutputType"] = "Library";
        project.Properties["DisableImplicitFrameworkReferences"] = "true";
        project.Properties["EnableDefaultCompileItems"] = "false";
        project.Body = """<Target Name="Use" BeforeTargets="BeforeBuild" DependsOnTargets="PythonEnvRestore"><Message Importance="high" Text="python=$(PythonEnvExecutable)" /></Target>""";
        // What is compiled afterwards is of no interest here: the reference assemblies are not at hand.
        BuildResult built = await project.BuildAsync("-m:2");
        Assert.AreEqual(1, built.CountTasks("RestorePythonEnvironments"));
        Assert.AreEqual(2, built.Messages.Count(message => message == $"python={project[".venv/bin/python"]}"));

        project.Body =
            """<PropertyGroup Condition="'$(TargetFramework)' != 'net10.0'"><PythonEnvEnabled>false</PythonEnvEnabled></PropertyGroup>""";
        BuildResult off = await project.BuildAsync("--no-restore");
        StringAssert.Contains(Refusal(off), "`PythonEnvEnabled` depends on the target framework");

        project.Body =
            """<PropertyGroup Condition="'$(TargetFramework)' == 'net10.0'"><PythonEnvLocation>.ten</PythonEnvLocation></PropertyGroup>""";
        BuildResult moved = await project.BuildAsync("--no-restore", "-f", "net10.0");
        StringAssert.Contains(Refusal(moved), "`PythonEnvLocation` depends on the target framework. It is `.ten` for net10.0");
    }

    [TestMethod]
    public async Task A_programs_output_is_read_and_kept_and_a_design_time_build_runs_nothing()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Write(
            "lint.py",
            "import sys\nprint('tool.py:3:5: error: not so  [kind]')\nprint('tool.py(4,2): warning W1: hm')\nsys.exit('please set KEY')\n");
        project.Body = """
            <Target Name="Lint" BeforeTargets="CoreCompile" DependsOnTargets="PythonEnvRestore">
              <PythonExec Script="lint.py" IgnoreExitCode="$(Lenient)" />
            </Target>
            <Target Name="Slow" DependsOnTargets="PythonEnvRestore">
              <PythonExec Code="import time; print('begun'); time.sleep(600)" TimeoutSeconds="3" ContinueOnError="true"><Output TaskParameter="ConsoleOutput" ItemName="Said" /><Output TaskParameter="ExitCode" PropertyName="Code" /></PythonExec>
              <Message Importance="high" Text="said @(Said), $(Code)" />
            </Target>
            """;
        project.Properties["Lenient"] = "false";

        (await project.BuildAsync("-p:DesignTimeBuild=true")).ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project.Location));

        BuildResult built = await project.BuildAsync("--no-restore");
        CollectionAssert.AreEqual(new[] { "kind tool.py(3,5)", "PYENV5009 App.csproj(15,3)" }, built.ErrorPlaces.ToArray(), built.Output);
        CollectionAssert.Contains(built.WarningPlaces.ToArray(), "W1 tool.py(4,2)");
        StringAssert.StartsWith(built.Errors.Single(error => error.Code == "PYENV5009").Text, "please set KEY. It ended with exit code 1.");

        BuildResult slow = await project.TargetAsync("Slow", "--no-restore");
        CollectionAssert.IsSubsetOf(new[] { "begun", "said begun, -1" }, slow.Messages.ToList(), slow.Output);
    }

    [TestMethod]
    public async Task The_terminal_shows_what_a_build_has_done()
    {
        using var project = new TestProject().WithWheels().WithPins();

        DotNetResult built = await project.RunOnTerminalAsync("build", "-t:PythonEnvRestore", "-restore");

        StringAssert.Contains(built.Output, ".venv, +2 ~0 -0 distributions, CPython 3.");
        DotNetResult again = await project.RunOnTerminalAsync("build", "-t:PythonEnvRestore", "--no-restore");
        Assert.DoesNotContain("distributions", again.Output);
    }

    [TestMethod]
    public async Task The_terminal_shows_whom_a_build_waits_for()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvLockTimeout"] = "6";
        using EnvironmentLock? held = project.Hold("process 7 of a test", CancellationToken.None);

        DotNetResult waited = await project.RunOnTerminalAsync("build", "-t:PythonEnvRestore", "-restore");

        StringAssert.Contains(waited.Output, "waiting for process 7 of a test");
        StringAssert.Contains(waited.Output, "PYENV4004");
    }

    private static string Refusal(BuildResult result) => result.Errors.First(error => error.Code == "PYENV1004").Text;
}

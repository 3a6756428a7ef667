using Microsoft.Build.Framework;
using PythonEnv.Declarations;

namespace PythonEnv.Tasks.Tests.Units;

/// <summary>What the tasks make of their parameters, without a build.</summary>
[TestClass]
internal sealed class TaskTests
{
    [TestMethod]
    public void A_finding_of_no_place_stands_in_the_project_and_obeys_the_projects_policy_for_warnings()
    {
        using TempDirectory folder = new();
        string project = folder.Write("App.csproj", "<Project />");
        MockBuildEngine engine = new() { GlobalProperties = { ["PythonEnvMod"] = "Verify" } };

        Assert.IsFalse(Check(engine, project, ("TreatWarningsAsErrors", "true")));

        CollectionAssert.AreEqual(new[] { "PYENV1006", "PYENV2001", "PYENV1001" }, Codes(engine));
        Assert.IsTrue(
            engine.Findings.All(finding => finding.StartsWith($"{project}(0,0): error ", StringComparison.Ordinal)),
            string.Join('\n', engine.Findings));

        MockBuildEngine tolerant = new() { GlobalProperties = { ["PythonEnvMod"] = "Verify" } };
        Check(tolerant, project, ("TreatWarningsAsErrors", "true"), ("WarningsNotAsErrors", "X;PYENV1006"));
        StringAssert.Contains(tolerant.Findings[0], "warning PYENV1006");
    }

    [TestMethod]
    public void What_is_wrong_for_several_environments_alike_is_said_once()
    {
        using TempDirectory folder = new();
        string project = folder.Write("App.csproj", "<Project />");
        MockBuildEngine engine = new();
        using var task = new CheckPythonRequirements
        {
            BuildEngine = engine,
            Project = [Bundle.Project(project, ("Mode", "Restor"), ("Interpreter", "3.11"))],
            Environments = [Bundle.Item("docs", ("Location", ".docs")), Bundle.Item("tools", ("Location", ".tools"), ("Mode", "Offf"))],
        };

        Assert.IsFalse(task.Execute());

        string[] modes = [.. engine.Findings.Where(finding => finding.Contains("Mode` can't be read", StringComparison.Ordinal))];
        Assert.HasCount(2, modes, string.Join('\n', engine.Findings));
        StringAssert.Contains(modes[0], "`PythonEnvMode` can't be read. Declared `Restor`");
        StringAssert.Contains(modes[1], "`Mode` can't be read. Declared `Offf`");
    }

    [TestMethod]
    public void The_project_of_a_file_based_app_is_its_program()
    {
        using TempDirectory folder = new();
        string program = folder.Write("app.cs", "#:property PythonEnvMode=Verify\n");
        MockBuildEngine engine = new();

        Check(engine, folder["app.cs.csproj"], ("EntryPoint", program));

        Assert.IsTrue(
            engine.Findings.All(finding => finding.StartsWith(program, StringComparison.Ordinal)), string.Join('\n', engine.Findings));
    }

    [TestMethod]
    public void An_item_has_the_propertys_value_unless_it_gives_its_own()
    {
        var project = new DeclaredProject(
            Bundle.Project("/p/App.csproj", ("Mode", "Verify"), ("IndexUrl", "https://i")), [Bundle.Item("docs", ("IndexUrl", ""))],
            []);

        Assert.AreEqual("Verify", project.ByItems[0].Text("Mode"));
        Assert.IsNull(project.ByItems[0].Text("IndexUrl"), "given, and empty");
        Assert.AreEqual("PythonEnvMode IndexUrl", $"{project.ByItems[0].Spell("Mode")} {project.ByItems[0].Spell("IndexUrl")}");
    }

    [TestMethod]
    public void Frameworks_that_declare_the_same_pass()
    {
        MockBuildEngine engine = new();

        Assert.IsTrue(Compare(
            engine, [Bundle.Project("/p/App.csproj", ("Mode", "Verify")), Bundle.Environment("docs")],
            [Bundle.Project("/p/App.csproj", ("Mode", "Verify")), Bundle.Environment("docs")]));

        Assert.IsEmpty(engine.Findings);
    }

    [TestMethod]
    public void A_declaration_that_depends_on_the_framework_is_refused_by_name()
    {
        MockBuildEngine engine = new();

        Assert.IsFalse(Compare(
            engine,
            [Bundle.Project("/p/App.csproj", ("Location", "a")), Bundle.Environment("docs", ("Mode", "Off")), Bundle.Environment("only")],
            [Bundle.Project("/p/App.csproj", ("Location", "b")), Bundle.Environment("docs"), Bundle.Environment("other")]));

        string findings = string.Join('\n', engine.Findings);
        StringAssert.Contains(
            findings, "`PythonEnvLocation` depends on the target framework. It is `a` for net10.0 and `b` for the project as a whole");
        StringAssert.Contains(findings, "`Mode of docs` depends");
        StringAssert.Contains(findings, "`the item `only``");
        StringAssert.Contains(findings, "`the item `other``");

        MockBuildEngine off = new();
        Assert.IsFalse(Compare(off, [Bundle.Project("/p/App.csproj")], []));
        StringAssert.Contains(off.Findings.Single(), "`PythonEnvEnabled` depends on the target framework");
    }

    [TestMethod]
    public void A_declaration_that_depends_on_the_platform_is_not_blamed_on_the_framework_alone()
    {
        MockBuildEngine engine = new();

        Assert.IsFalse(Compare(
            engine, [Bundle.Project("/p/App.csproj", ("Requirements", "linux.txt"))], [Bundle.Project("/p/App.csproj")], "linux-x64"));

        StringAssert.Contains(
            engine.Findings.Single(),
            "`PythonEnvRequirements` depends on the target framework or the runtime identifier. "
                + "It is `linux.txt` for net10.0 on linux-x64 and not set for the project as a whole");
        StringAssert.EndsWith(engine.Findings.Single(), "without a condition on `TargetFramework` or `RuntimeIdentifier`.");
    }

    [TestMethod]
    public void Files_of_an_environment_are_found_however_its_folder_is_spelled()
    {
        using TempDirectory folder = new();
        var task = new LeaveOutPythonEnvironments
        {
            BuildEngine = new MockBuildEngine(),
            Folders = [folder["a/../venv/"], folder["x"]],
            Items =
            [
                Bundle.Item(folder["venv/lib/m.py"]), Bundle.Item(folder["venvs/m.py"]), Bundle.Item(folder["x/y"]),
                Bundle.Item(folder["xy"]), Bundle.Item(folder["X/y"])
            ],
        };

        Assert.IsTrue(task.Execute());

        // Where the file system tells cases apart, another case is another folder.
        string[] inside = OperatingSystem.IsLinux() ? ["venv/lib/m.py", "x/y"] : ["venv/lib/m.py", "x/y", "X/y"];
        CollectionAssert.AreEqual(inside.Select(path => folder[path]).ToArray(), task.Inside.Select(item => item.ItemSpec).ToArray());
    }

    [TestMethod]
    public void Files_of_an_environment_of_another_project_are_found_by_its_receipt()
    {
        using TempDirectory folder = new();
        foreach (string file in (string[])["sub/venv/pythonenv.receipt", "sub/venv/lib/site-packages/m.py", "hand/lib/site-packages/m.py"])
            folder.Write(file, "");
        var task = new LeaveOutPythonEnvironments
        {
            BuildEngine = new MockBuildEngine(),
            Items =
            [
                Bundle.Item(folder["sub/venv/bin/tool.py"]), Bundle.Item(folder["sub/venv/lib/site-packages/m.py"]),
                Bundle.Item(folder["sub/.pythonenv.venv/lock"]), Bundle.Item(folder["sub/m.py"]),
                Bundle.Item(folder["hand/lib/site-packages/m.py"])
            ],
        };

        Assert.IsTrue(task.Execute());

        string[] inside = ["sub/venv/bin/tool.py", "sub/venv/lib/site-packages/m.py", "sub/.pythonenv.venv/lock"];
        CollectionAssert.AreEqual(inside.Select(path => folder[path]).ToArray(), task.Inside.Select(item => item.ItemSpec).ToArray());
    }

    [TestMethod]
    [DataRow("one \"two three\" 'four \"4\"' --re=\\d+ C:\\temp\\x", "one|two three|four \"4\"|--re=\\d+|C:\\temp\\x")]
    [DataRow("a b;c", "a b|c", DisplayName = "several items")]
    [DataRow("--sql \"select 1; select 2\"", "--sql|select 1; select 2")]
    [DataRow("--empty \"\" end", "--empty||end")]
    [DataRow("  ", "")]
    [DataRow("tail\\", "tail\\")]
    [DataRow("--message don't --name='x y'", "--message|don't|--name=x y", DisplayName = "an apostrophe")]
    [DataRow("it's.py;b's.py", "it's.py|b's.py", DisplayName = "apostrophes in items")]
    [DataRow("a;\"b;c\";'d e';\"\"", "a|b;c|d e|", DisplayName = "items in quotes")]
    [DataRow("a;{\"b\": \"c;d\"};\"e\"f\"g\"", "a|{\"b\": \"c;d\"}|\"e\"f\"g\"", DisplayName = "quotes that are an item's own")]
    public void Arguments_come_out_as_they_are_written(string line, string arguments) =>
        Assert.AreEqual(arguments, string.Join('|', ArgumentLine.Split(line)!));

    [TestMethod]
    [DataRow("--name \"x y")]
    [DataRow("a;'b")]
    public void A_quotation_mark_that_is_not_closed_is_no_argument(string line) => Assert.IsNull(ArgumentLine.Split(line));

    [TestMethod]
    public void A_switch_that_is_neither_true_nor_false_is_refused_by_name()
    {
        foreach (string name in DeclaredNames.Switches)
        {
            MockBuildEngine engine = new();
            using TempDirectory folder = new();

            Assert.IsFalse(Check(engine, folder["App.csproj"], (name, "yes")));

            StringAssert.Contains(string.Join('\n', engine.Findings), $"PYENV1004: `PythonEnv{name}` can't be read");
        }
    }

    [TestMethod]
    public void Tests_of_an_environment_that_does_not_exist_are_no_success()
    {
        MockBuildEngine engine = new();
        using TempDirectory folder = new();
        using var task = new RunPythonTests
        {
            BuildEngine = engine,
            Project = [Bundle.Project(folder["App.csproj"])],
            Tests = [Bundle.Item("tests", ("Environment", "\n docs "))],
            ResultsDirectory = "TestResults",
        };

        Assert.IsFalse(task.Execute());

        StringAssert.Contains(engine.Findings.Single(), "PYENV5009: there is no environment `docs` for the tests `tests`");
    }

    [TestMethod]
    public void Blanks_around_a_value_are_no_difference_between_frameworks()
    {
        MockBuildEngine engine = new();

        Assert.IsTrue(Compare(
            engine, [Bundle.Project("/p/App.csproj", ("Mode", "Verify"))],
            [Bundle.Project("/p/App.csproj", ("Mode", " Verify\n"))]));

        Assert.IsEmpty(engine.Findings);
    }

    private static bool Check(MockBuildEngine engine, string project, params (string, string)[] values)
    {
        using var task = new CheckPythonRequirements { BuildEngine = engine, Project = [Bundle.Project(project, values)] };
        return task.Execute();
    }

    private static bool Compare(MockBuildEngine engine, ITaskItem[] mine, ITaskItem[] shared, string runtime = "") =>
        new ComparePythonDeclarations
        {
            BuildEngine = engine,
            Framework = "net10.0",
            RuntimeIdentifier = runtime,
            Mine = mine,
            Shared = shared,
        }.Execute();

    private static string[] Codes(MockBuildEngine engine) => [.. engine.Findings.Select(finding => finding.Split(": ")[1].Split(' ')[1])];
}

using System.Diagnostics;

namespace PythonEnv.Tasks.Tests;

/// <summary>What the user's shell or a wheel would have Python do does not happen while an environment is made and verified.</summary>
[TestClass]
internal sealed class IsolationTests
{
    [TestMethod]
    [DataRow("direct")]
    [DataRow("pip")]
    public async Task Variables_that_change_Python_do_not_reach_probe_installation_or_checks(string installer)
    {
        using TestProject project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvInstaller"] = installer;
        project.Properties["PythonEnvImportChecks"] = "direct";
        string marker = project["was-run"];
        foreach (string module in new[] { "sitecustomize", "usercustomize", "startup", "json", "wordshapes" })
            project.Write($"intruder/{module}.py", $"open({Quoted(marker)}, 'a').write(__name__ + '\\n')\nraise SystemExit(3)\n");
        project.Set("PYTHONPATH", project["intruder"]);
        project.Set("PYTHONHOME", project["nowhere"]);
        project.Set("PYTHONSTARTUP", project["intruder/startup.py"]);
        project.Set("PYTHONUSERBASE", project["intruder"]);
        project.Set("PYTHONPLATLIBDIR", "nowhere");
        project.Set("PYTHONEXECUTABLE", project["nowhere/python"]);
        project.Set("PYTHONBREAKPOINT", "startup.main");
        project.Set("__PYVENV_LAUNCHER__", project["nowhere/python"]);
        project.Set("PIP_TARGET", project["stolen"]);
        project.Set("PIP_PREFIX", project["stolen"]);
        project.Set("PIP_USER", "1");
        project.Set("PIP_REQUIRE_VIRTUALENV", "1");

        (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldSucceed();
        (await project.TargetAsync("PythonEnvVerify", "--no-restore")).ShouldSucceed();

        Assert.IsFalse(File.Exists(marker), File.Exists(marker) ? File.ReadAllText(marker) : "");
        Assert.IsFalse(Directory.Exists(project["stolen"]));
        Assert.HasCount(1, Directory.GetFiles(project[".venv/lib"], "wordshapes.py", SearchOption.AllDirectories));
    }

    [TestMethod]
    [DataRow("direct", "false")]
    [DataRow("direct", "true")]
    [DataRow("pip", "true")]
    public async Task Nothing_in_a_wheel_runs_while_it_is_installed_changed_or_verified(string installer, string compile)
    {
        using TestProject project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvInstaller"] = installer;
        project.Properties["PythonEnvCompile"] = compile;
        string marker = project["was-run"];
        string code = $"open({Quoted(marker)}, 'a').write('run\\n')\n";
        new WheelBuilder("intruder", "1.0")
            .WithFile("intruder.pth", $"import os; {code}")
            .WithFile("sitecustomize.py", code).WithFile("usercustomize.py", code).WithFile("setup.py", code).WithFile("conftest.py", code)
            .WithFile("pip/__init__.py", code)
            .WithFile("pip/__main__.py", code)
            .WithFile("compileall.py", code)
            .WithFile("encodings/__init__.py", code)
            .WriteTo(project["wheels"]);
        File.AppendAllText(project["requirements.txt"], "intruder==1.0\n");

        (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldSucceed();
        File.WriteAllText(project["requirements.txt"], "greeting==1.1\nwordshapes==1.0\nintruder==1.0\n");
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();
        (await project.TargetAsync("PythonEnvVerify", "--no-restore")).ShouldSucceed();

        Assert.IsFalse(File.Exists(marker), "code of the wheel has run");
        using Process python = Process.Start(
            new ProcessStartInfo(project[".venv/bin/python"], ["-c", "pass"]) { RedirectStandardError = true })!;
        await python.WaitForExitAsync();
        Assert.IsTrue(File.Exists(marker), "the wheel is harmless, and the test worthless");
    }

    private static string Quoted(string path) => $"r'{path}'";
}

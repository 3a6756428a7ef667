using PythonEnv.Declarations;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What leads to a declared interpreter is watched as the interpreter is: a build sees where it leads now.</summary>
[TestClass]
internal sealed class InterpreterWayTests
{
    private static readonly string s_usual = MachineInterpreters.Usual;

    [TestMethod]
    public async Task A_link_that_leads_to_another_interpreter_is_seen_and_followed()
    {
        Requires.Posix("links without rights");
        using EngineLab lab = EngineLab.Greeting();
        string link = lab["cur"];
        lab.Declared[DeclaredNames.Interpreter] = "../cur";
        Point(s_usual);
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());

        Point(MachineInterpreters.Another);

        StringAssert.EndsWith(lab.Look(), "which led to the interpreter, is gone or changed");
        lab.Declared[DeclaredNames.Mode] = "Verify";
        await lab.ShouldNotRestoreAsync("PYENV5002");
        lab.Declared.Remove(DeclaredNames.Mode);
        await lab.ShouldRestoreAsync("PYENV5002");
        Assert.AreEqual("", lab.Look());

        void Point(string executable)
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, executable);
        }
    }

    [TestMethod]
    public async Task A_launcher_is_watched_by_what_it_says()
    {
        using EngineLab lab = EngineLab.Greeting();
        string launcher = Launch(s_usual);
        lab.Declared[DeclaredNames.Interpreter] = "../launch";
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());

        File.SetLastWriteTimeUtc(launcher, DateTime.UnixEpoch);
        Assert.AreEqual("", lab.Look(), "the same text with another time");
        File.Delete(launcher);
        Launch(s_usual);
        Assert.AreEqual("", lab.Look(), "the same text in another file");

        Launch(MachineInterpreters.Another);
        StringAssert.StartsWith(lab.Look(), $"`{launcher}`");
        await lab.ShouldRestoreAsync("PYENV5002");
        Assert.AreEqual("", lab.Look());

        lab.Program("launch", "exit 3");
        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldNotRestoreAsync("PYENV1003");
        File.Delete(launcher);
        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldNotRestoreAsync("PYENV1002");

        // What was declared comes back: the environment stands as it stood.
        Launch(MachineInterpreters.Another);
        Assert.AreEqual("", lab.Look());

        string Launch(string executable) => lab.Program("launch", $"exec '{executable}' \"$@\"");
    }

    [TestMethod]
    public async Task A_declared_environment_that_is_made_of_another_interpreter_is_seen()
    {
        Requires.Posix("links without rights");
        using EngineLab lab = EngineLab.Greeting();
        Make(s_usual);
        lab.Declared[DeclaredNames.Interpreter] = "../bv/bin/python";
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());

        Make(MachineInterpreters.Another);

        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldRestoreAsync("PYENV5002");
        Assert.AreEqual("", lab.Look());

        void Make(string executable)
        {
            lab.Write("bv/pyvenv.cfg", $"home = {Path.GetDirectoryName(executable)}\n");
            Directory.CreateDirectory(lab["bv/bin"]);
            File.Delete(lab["bv/bin/python"]);
            File.CreateSymbolicLink(lab["bv/bin/python"], executable);
        }
    }

    [TestMethod]
    public async Task What_was_only_found_may_be_reached_in_any_way()
    {
        Requires.Posix("links without rights");
        using EngineLab lab = EngineLab.Greeting();
        Directory.CreateDirectory(lab["bin"]);
        string link = lab["bin/python3.11"];
        File.CreateSymbolicLink(link, MachineInterpreters.Pyenv("3.11"));
        lab.Set("PATH", lab["bin"]);
        lab.Declared[DeclaredNames.Interpreter] = "3.11";
        await lab.ShouldRestoreAsync();

        File.Delete(link);

        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("cut")]
    public async Task A_provided_interpreter_that_has_lost_a_file_is_found_by_a_verification(string left)
    {
        Requires.Posix("links without rights");
        using EngineLab lab = EngineLab.Greeting();
        string store = lab["cache/pythons-v1/0123"];
        string module = lab.Write("cache/pythons-v1/0123/module.py", "whole");
        File.WriteAllText(Path.Combine(store, ".pythonenv-files"), SealedText.Seal("5 module.py"));
        string python = Path.Combine(store, "python");
        Directory.CreateSymbolicLink(python, Path.GetFullPath("../..", MachineInterpreters.Usual));
        lab.Declared[DeclaredNames.Interpreter] = Path.Combine(python, "bin", "python3");
        await lab.ShouldRestoreAsync();
        await lab.ShouldVerifyAsync();

        File.WriteAllText(module, left);

        await lab.ShouldVerifyAsync("PYENV5002");
        StringAssert.Contains(lab.Log.Errors.Single().Evidence, $"`{module}` of it is gone or cut");
        StringAssert.Contains(lab.Log.Errors.Single().Remedy, "PythonEnvVerifyLevel=Full");
    }
}

using PythonEnv.Declarations;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Distributions beside those that are required.</summary>
[TestClass]
internal sealed class SeedTests
{
    [TestMethod]
    public async Task A_seed_is_installed_proved_and_removed_like_a_pin()
    {
        using EngineLab lab = EngineLab.Greeting().With(
            new WheelBuilder("helper", "1.0").WithFile("helper.py", ""), new WheelBuilder("helper", "2.0").WithFile("helper.py", ""));
        lab.Declared[DeclaredNames.Seed] = "helper==1.0";

        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());
        File.Delete(lab.Site("helper.py"));
        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldRestoreAsync("PYENV5004");

        lab.Declared[DeclaredNames.Seed] = "helper==2.0";
        await lab.ShouldRestoreAsync("PYENV5003");
        await lab.ShouldVerifyAsync();
        lab.Declared.Remove(DeclaredNames.Seed);
        await lab.ShouldRestoreAsync("PYENV5003");
        Assert.IsFalse(File.Exists(lab.Site("helper.py")));
    }

    [TestMethod]
    public async Task A_seed_that_is_required_in_another_version_is_refused_and_in_the_same_is_that_pin()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.Seed] = "words==1.0";
        await lab.ShouldRestoreAsync();

        lab.Declared[DeclaredNames.Seed] = "words==2.0";
        await lab.ShouldNotRestoreAsync("PYENV2007");
    }

    [TestMethod]
    public async Task A_seed_without_a_version_is_no_pin()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.Seed] = "pip";

        await lab.ShouldNotRestoreAsync("PYENV1004");
    }

    [TestMethod]
    public async Task A_pip_that_is_seeded_runs()
    {
        // The pip of the wheelhouse is that of a distribution with this Python.
        using EngineLab lab = EngineLab.Greeting(MachineInterpreters.Pyenv("3.11"));
        lab.Declared[DeclaredNames.FindLinks] += $";{Wheelhouse.Folder("bookworm")}";
        lab.Declared[DeclaredNames.Seed] = "pip==23.0.1";

        await lab.ShouldRestoreAsync();

        StringAssert.Contains(lab.Python("from pip._internal.cli.main import main; main(['list', '--format=freeze'])"), "words==1.0");
        Assert.AreEqual("", lab.Look());
    }
}

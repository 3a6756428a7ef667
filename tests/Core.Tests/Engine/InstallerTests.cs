using PythonEnv.Declarations;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What is promised of an installation holds for both installers.</summary>
[TestClass]
internal sealed class InstallerTests
{
    private const string Planted = "bytes that are run instead of the source";

    [TestMethod]
    [DataRow("direct", false)]
    [DataRow("direct", true)]
    [DataRow("pip", false)]
    [DataRow("pip", true)]
    public async Task Byte_code_that_stands_in_a_wheel_is_not_installed(string installer, bool compile)
    {
        using var lab = new EngineLab();
        lab.Declared[DeclaredNames.Installer] = installer;
        lab.Declared[DeclaredNames.Compile] = compile ? "true" : "false";
        lab.With(new WheelBuilder("words", "1.0")
            .WithFile("words.py", "VALUE = 1\n")
            .WithFile("broken/__init__.py", "")
            .WithFile("broken/module.py", "def\n")
            .WithFile("__pycache__/words.cpython-311.pyc", Planted)
            .WithFile("__pycache__/words.cpython-39.pyc", Planted)
            .WithFile("broken/__pycache__/module.cpython-311.pyc", Planted)
            .WithFile("only/__pycache__/gone.cpython-311.pyc", Planted)
            .WithFile("words-1.0.data/platlib/plat/__pycache__/x.cpython-311.pyc", Planted)
            .WithFile("sourceless.pyc", "a module of its own"));
        lab.Pinned("words==1.0");

        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        CollectionAssert.Contains(lab.Log.WarningCodes.ToArray(), "PYENV4005");
        StringAssert.Contains(lab.Log.ToString(), "byte-code");
        foreach (string file in FileTree.FilesBelow(lab.Layout.SitePackages))
            Assert.DoesNotContain(Planted, File.ReadAllText(file), file);
        Assert.IsFalse(Directory.Exists(lab.Site("only")));
        Assert.IsTrue(File.Exists(lab.Site("sourceless.pyc")));
        string record = File.ReadAllText(lab.Site("words-1.0.dist-info/RECORD"));
        Assert.AreEqual(compile, File.Exists(lab.Site("__pycache__/words.cpython-311.pyc")));
        Assert.DoesNotContain("module.cpython-311.pyc", record);
        await lab.ShouldVerifyAsync();
        Assert.AreEqual("", lab.Look());
    }
}

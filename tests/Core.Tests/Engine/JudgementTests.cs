using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Where other installers say nothing, or something else: what is decided here, and how it is told.</summary>
[TestClass]
internal sealed class JudgementTests
{
    [TestMethod]
    public async Task A_Python_that_METADATA_does_not_say_readably_excludes_nothing_with_a_warning()
    {
        using EngineLab lab = new EngineLab()
            .With(new WheelBuilder("aa", "1.0").WithFile("aa.py", "").WithHeader("Requires-Python: >=3.6.*junk"))
            .Pinned("aa==1.0");

        await lab.ShouldRestoreAsync();

        Diagnostic warning = lab.Log.Diagnostics.Single(found => found.Severity == Severity.Warning);
        Assert.AreEqual("PYENV4005", warning.Code);
        StringAssert.Contains(warning.Message, "`Requires-Python: >=3.6.*junk`");
    }

    [TestMethod]
    public async Task METADATA_of_an_index_that_hides_a_requirement_is_not_what_decides()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting==1.0");
        using LoopbackIndex index = new();
        byte[] wheel = File.ReadAllBytes(Path.Combine(lab["wheels"], "greeting-1.0-py3-none-any.whl"));
        index.Add(new IndexedFile("greeting-1.0-py3-none-any.whl", wheel)
        {
            Metadata = "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n"u8.ToArray(),
        });
        lab.Declared.Remove(DeclaredNames.FindLinks);
        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;

        await lab.ShouldNotRestoreAsync("PYENV3004");

        StringAssert.Contains(lab.Log.Errors.Single().Message, "`words` is required and not pinned");
        Assert.IsFalse(Directory.Exists(lab.Location));
    }

    [TestMethod]
    public async Task A_file_whose_name_can_not_be_read_is_named_where_its_project_has_no_other()
    {
        using EngineLab lab = new EngineLab()
            .With(new WheelBuilder("verx", "1.0_1") { FileStem = "verx-1.0_1" }.WithFile("verx.py", ""))
            .Pinned("verx==1.0.post1");

        await lab.ShouldNotRestoreAsync("PYENV3001");

        StringAssert.Contains(lab.Log.Errors.Single().Message, "There are `verx-1.0_1-py3-none-any.whl`");
    }

    [TestMethod]
    public async Task What_switches_the_indexes_off_is_named()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Declared.Remove(DeclaredNames.FindLinks);
        lab.Declared[DeclaredNames.IndexUrl] = "https://index.invalid/simple/";
        lab.Set("PIP_NO_INDEX", "1");

        await lab.ShouldNotRestoreAsync("PYENV3001", "PYENV3001");
        StringAssert.Contains(lab.Log.Errors.First().Message, "no index, because PIP_NO_INDEX switches them off");

        lab.Set("PIP_NO_INDEX", "0");
        lab.Pinned("--no-index", "words==1.0");
        await lab.ShouldNotRestoreAsync("PYENV3001");
        StringAssert.Contains(lab.Log.Errors.Single().Message, "requirements.txt(1,1) switches them off");
    }

    [TestMethod]
    [DataRow("direct")]
    [DataRow("pip")]
    public async Task A_wheel_that_two_readers_may_see_differently_is_refused_whoever_installs(string installer)
    {
        WheelBuilder[] wheels =
        [
            new WheelBuilder("twice", "1.0").WithFile("twice.py", "x").WithData("platlib", "twice.py", "x"u8.ToArray()),
            new WheelBuilder("folder", "1.0").WithFile("folder/__init__.py", "x").WithRecordRow("folder/", "folder/,,"),
            new WheelBuilder("missing", "1.0").WithFile("missing.py", "x").WithRecordRow("gone.py", "gone.py,,"),
            new WheelBuilder("padded", "1.0").WithFile("padded.py", "x")
                .WithRecordRow("padded.py", WheelBuilder.RecordRow("padded.py", "x"u8).Replace(",1", "=,1", StringComparison.Ordinal)),
        ];
        using EngineLab lab = new EngineLab().With(wheels).Pinned("twice==1.0", "folder==1.0", "missing==1.0", "padded==1.0");
        lab.Declared[DeclaredNames.Installer] = installer;

        await lab.ShouldNotRestoreAsync("PYENV4005", "PYENV4005", "PYENV4005", "PYENV4005");
    }
}

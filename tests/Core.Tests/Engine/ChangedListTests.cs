using PythonEnv.Declarations;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>
/// The list of files after one change upon another, none of which reads the RECORDs of what stays. <see cref="EngineLab"/> holds each list
/// against them.
/// </summary>
[TestClass]
internal sealed class ChangedListTests
{
    private static readonly string[] s_names = ["alpha", "beta", "gamma", "delta"];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task A_list_that_was_changed_is_the_one_that_would_be_made_anew(int seed)
    {
        var random = new Random(seed);
        using EngineLab lab = new EngineLab().With([.. s_names.SelectMany(name => (WheelBuilder[])[Wheel(name, 1), Wheel(name, 2)])]);
        for (int step = 0; step < 12; step++)
        {
            string[] names = [.. s_names.Where(_ => random.Next(4) > 0)];
            lab.Pinned([.. names.Select(name => $"{name}=={random.Next(1, 3)}.0")]);
            Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());
            lab.AssertListed();
            Assert.AreEqual("", lab.Look(), $"{seed}, {step}");
            await lab.ShouldVerifyAsync();
        }
    }

    [TestMethod]
    public async Task Byte_code_that_Python_writes_meanwhile_is_no_change()
    {
        using var lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Write($"app/{Path.GetRelativePath(lab["app"], lab.Site("greeting/__pycache__/__init__.cpython-311.pyc"))}", "");
        lab.Pinned("greeting==1.0", "words==2.0");
        await lab.ShouldRestoreAsync("PYENV5003");
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task Byte_code_that_was_made_may_be_written_anew_by_Python()
    {
        using var lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.Compile] = "true";
        await lab.ShouldRestoreAsync();
        lab.Pinned("greeting==1.0", "words==2.0");
        await lab.ShouldRestoreAsync("PYENV5003");
        string made = Directory.GetFiles(Path.GetDirectoryName(lab.Site("greeting/__pycache__/x"))!).Single();
        File.WriteAllText(made, "anew");
        File.WriteAllText(made.Replace(".pyc", ".opt-1.pyc", StringComparison.Ordinal), "for -O");
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_module_of_byte_code_alone_is_proved_like_any_other()
    {
        using EngineLab lab = new EngineLab()
            .With(new WheelBuilder("compiled", "1.0").WithFile("compiled.pyc", "as it was"), Wheel("alpha", 1), Wheel("alpha", 2))
            .Pinned("compiled==1.0", "alpha==1.0");
        await lab.ShouldRestoreAsync();
        // Its stamp has to outlive a change of another distribution.
        lab.Pinned("compiled==1.0", "alpha==2.0");
        await lab.ShouldRestoreAsync("PYENV5003");
        File.WriteAllText(lab.Site("compiled.pyc"), "as it is.");
        Assert.Contains("compiled.pyc", lab.Look());
        await lab.ShouldVerifyAsync("PYENV5004");
        await lab.ShouldRestoreAsync("PYENV5004");
        Assert.AreEqual("as it was", File.ReadAllText(lab.Site("compiled.pyc")));
    }

    // Each has files of its own, in folders of its own and in one that all share, one file that is the same in all, a command and byte-code.
    private static WheelBuilder Wheel(string name, int version) => new WheelBuilder(name, $"{version}.0")
        .WithFile($"{name}/__init__.py", $"VERSION = {version}\n")
        .WithFile($"{name}/v{version}/deep/only.py", "")
        .WithFile($"{name}/v{version}/deep/old.pyc", "")
        .WithFile("shared/__init__.py", "")
        .WithFile($"shared/{name}/__init__.py", "")
        .WithConsoleScript($"{name}-run", $"{name}:main{version}");
}

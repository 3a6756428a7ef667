using PythonEnv.Host.Files;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What a refused line is told to become, as the index knows it.</summary>
[TestClass]
internal sealed class AdviceTests
{
    [TestMethod]
    public async Task A_line_that_is_not_pinned_is_given_the_newest_version_that_it_accepts()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting", "words<2");
        using LoopbackIndex index = lab.OnAnIndex();

        await lab.ShouldNotRestoreAsync("PYENV2003", "PYENV2003");

        CollectionAssert.AreEqual(
            new[] { "greeting==1.0", "words==1.0" },
            lab.Log.Errors.Select(error => error.Remedy.Split('`')[1]).ToList());
    }

    [TestMethod]
    [DataRow("words", "words==1.0", DisplayName = "a bare name")]
    [DataRow("words>=1", "words==1.0", DisplayName = "a range")]
    public async Task The_proposed_version_is_one_that_the_constraints_accept(string line, string expected)
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting==1.0", line, "-c limits.txt");
        lab.Write("app/limits.txt", "words<2\n");

        await lab.ShouldNotRestoreAsync("PYENV2003");

        Assert.AreEqual(expected, lab.Log.Errors.Single().Remedy.Split('`')[1]);
    }

    [TestMethod]
    public async Task The_proposed_version_is_one_that_the_other_line_of_its_name_and_the_hashes_accept()
    {
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();
        lab.Pinned("greeting==1.0", "words<3", "words<2");

        await lab.ShouldNotRestoreAsync("PYENV2003", "PYENV2003");

        Assert.AreEqual("words==1.0", lab.Log.Errors.First().Remedy.Split('`')[1]);
        string digest = Digest.OfFile(lab["wheels/words-1.0-py3-none-any.whl"])!;
        lab.Pinned($"words --hash=sha256:{digest}");

        await lab.ShouldNotRestoreAsync("PYENV2003");

        Assert.AreEqual("words==1.0", lab.Log.Errors.Single().Remedy.Split('`')[1]);
    }

    [TestMethod]
    public async Task What_is_installed_is_proposed_only_where_the_line_accepts_it()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Pinned("greeting==1.0", "words>=2");

        await lab.ShouldNotRestoreAsync("PYENV2003");

        Assert.AreEqual("words==2.0", lab.Log.Errors.Single().Remedy.Split('`')[1]);
    }

    [TestMethod]
    public async Task A_missing_dependency_is_proposed_in_a_version_that_the_constraints_accept()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting==1.0", "-c limits.txt");
        lab.Write("app/limits.txt", "words<2\n");

        await lab.ShouldNotRestoreAsync("PYENV3004");

        Assert.AreEqual("words==1.0", lab.Log.Errors.Single().Remedy.Split('`')[1]);
    }

    [TestMethod]
    [DataRow("--no-binary words", "words==1.0")]
    [DataRow("--only-final words", "words==3.0rc1")]
    public async Task An_option_that_leaves_out_what_is_pinned_is_named(string option, string line)
    {
        using EngineLab lab = EngineLab.Greeting().With(new WheelBuilder("words", "3.0rc1")).Pinned(option, "greeting==1.0", line);

        await lab.ShouldNotRestoreAsync("PYENV3002");

        StringAssert.Contains(lab.Log.Errors.Single().Evidence, $"`{option.Split(' ')[0]}` leaves others out");
    }

    [TestMethod]
    public async Task A_pin_without_the_hash_that_it_needs_is_given_it()
    {
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();
        string digest = Digest.OfFile(lab["wheels/words-1.0-py3-none-any.whl"])!;
        lab.Pinned($"greeting==1.0 --hash=sha256:{new string('a', 64)}", "words==1.0");

        await lab.ShouldNotRestoreAsync("PYENV2006");

        Assert.AreEqual($"Add `--hash=sha256:{digest}`", lab.Log.Errors.Single().Remedy);
    }

    [TestMethod]
    public async Task An_index_that_is_down_is_asked_once_and_changes_nothing_of_what_is_said()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting", "words");
        using LoopbackIndex index = lab.OnAnIndex();
        index.Inject("/simple/greeting/", Faults.Status(503));

        await lab.ShouldNotRestoreAsync("PYENV2003", "PYENV2003");

        Assert.AreEqual(1, index.Requests.Count);
        StringAssert.StartsWith(lab.Log.Errors.First().Remedy, "Write `greeting==` and the version to install");
    }
}

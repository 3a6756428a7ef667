using PythonEnv.Host.Files;
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

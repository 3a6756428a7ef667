using PythonEnv.Host.Files;
using PythonEnv.Progress;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What a restore tells of its progress.</summary>
[TestClass]
internal sealed class ProgressTests
{
    [TestMethod]
    public async Task A_restore_from_an_index_tells_how_much_of_what_has_come()
    {
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();

        await lab.ShouldRestoreAsync();

        WorkProgress[] told = [.. lab.Log.Progressed];
        Assert.AreEqual(new WorkProgress(WorkStage.Looking, Total: 2), told[0]);
        long bytes = new FileInfo(Path.Combine(lab["wheels"], "greeting-1.0-py3-none-any.whl")).Length
            + new FileInfo(Path.Combine(lab["wheels"], "words-1.0-py3-none-any.whl")).Length;
        Assert.AreEqual(new WorkProgress(WorkStage.Fetching, 2, 2) { Bytes = bytes }, told[^1]);
        long[] grown = [.. told.Select(progress => progress.Bytes)];
        CollectionAssert.AreEqual(grown.Order().ToArray(), grown);
    }

    [TestMethod]
    public async Task A_cache_that_takes_no_download_is_one_finding_where_the_cache_is_declared()
    {
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();
        foreach (string wheel in Directory.GetFiles(lab["wheels"], "*.whl"))
            Directory.CreateDirectory(lab[$"cache/downloads/{Digest.OfFile(wheel)}/{Path.GetFileName(wheel)}.part"]);

        await lab.ShouldNotRestoreAsync("PYENV4002");

        StringAssert.Contains(lab.Log.Errors.Single().Problem, $"`{lab["cache/downloads"]}`, the cache's folder of downloads");
        StringAssert.StartsWith(lab.Log.Errors.Single().Remedy, "Let the user who builds write there");
        Assert.AreEqual(lab["app/App.csproj"], lab.Log.Errors.Single().Where.File);
    }

    [TestMethod]
    public async Task A_verification_tells_of_every_file_and_a_lock_of_every_name()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();

        lab.Run(engine => engine.Verify(CancellationToken.None));

        WorkProgress verified = lab.Log.Progressed[^1];
        Assert.AreEqual((WorkStage.Verifying, verified.Total), (verified.Stage, verified.Done));
        Assert.IsGreaterThan(4, verified.Total);

        lab.Write("app/requirements.in", "greeting\n");
        lab.Run(engine => engine.Lock(CancellationToken.None));

        Assert.AreEqual(new WorkProgress(WorkStage.Looking, 2), lab.Log.Progressed[^1]);
    }

    [TestMethod]
    public async Task What_is_mended_from_the_cache_has_nothing_to_tell()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        File.Delete(lab.Site("words.py"));

        await lab.ShouldRestoreAsync("PYENV5004");

        Assert.IsEmpty(lab.Log.Progressed);
    }
}

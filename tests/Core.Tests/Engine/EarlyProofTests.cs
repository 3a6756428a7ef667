using PythonEnv.Engine.Mending;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class EarlyProofTests : IDisposable
{
    private readonly EngineLab _lab = new EngineLab().With(new WheelBuilder("words", "1.0").WithFile("words.py", "one"));

    public void Dispose() => _lab.Dispose();

    [TestMethod]
    public async Task It_counts_for_the_environment_that_it_was_made_of()
    {
        Receipt receipt = await RestoreAsync();

        using EarlyProof? early = EarlyProof.Begin(_lab.Location, receipt);

        Assert.IsNotNull(early!.Of(_lab.Layout, receipt));
        Assert.IsNull(early.Of(_lab.Layout, receipt with { Verified = "later" }), "another build has been there");
        Assert.IsNull(early.Of(_lab.Layout, receipt with { FileList = new string('0', 64) }));
        Assert.IsNull(EarlyProof.Begin(_lab.Location, null));
    }

    [TestMethod]
    public async Task What_it_finds_is_looked_at_again_under_the_lock()
    {
        Receipt receipt = await RestoreAsync();
        File.AppendAllText(Path.Combine(_lab.Layout.SitePackages, "words.py"), "edited");

        using EarlyProof? edited = EarlyProof.Begin(_lab.Location, receipt);
        Assert.IsNull(edited!.Of(_lab.Layout, receipt));

        File.Delete(FileList.PathIn(_lab.Location));
        using EarlyProof? unlisted = EarlyProof.Begin(_lab.Location, receipt);
        Assert.IsNull(unlisted!.Of(_lab.Layout, receipt));
    }

    private Task<Receipt> RestoreAsync()
    {
        _lab.Pinned("words==1.0");
        return _lab.ShouldRestoreAsync();
    }
}

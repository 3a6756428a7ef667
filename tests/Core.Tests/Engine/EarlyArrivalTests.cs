using PythonEnv.Declarations;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>A wheel whose hash is pinned is on its way while its neighbours are still looked for.</summary>
[TestClass]
internal sealed class EarlyArrivalTests : IDisposable
{
    private const string Greeting = "greeting-1.0-py3-none-any.whl";
    private const string Words = "words-1.0-py3-none-any.whl";

    private readonly EngineLab _lab = EngineLab.Greeting();
    private readonly LoopbackIndex _index;

    public EarlyArrivalTests() => _index = _lab.OnAnIndex();

    public void Dispose()
    {
        _index.Dispose();
        _lab.Dispose();
    }

    [TestMethod]
    public async Task A_wheel_is_fetched_before_the_METADATA_of_its_neighbour_has_come()
    {
        TaskCompletionSource fetched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _index.Inject($"/files/{Greeting}", (_, right) =>
        {
            fetched.TrySetResult();
            return right;
        });
        _index.Inject($"/files/{Words}.metadata", (_, right) => right with { Until = fetched.Task });
        Pin(Hashed("greeting", Greeting), Hashed("words", Words));

        await _lab.ShouldRestoreAsync();

        Assert.AreEqual(1, _index.Count($"/files/{Words}.metadata"), "its METADATA was there at the first attempt");
        Assert.AreEqual(1, _index.Count($"/files/{Greeting}"));
        await _lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task A_plan_that_fails_waits_for_no_wheel_and_leaves_no_environment()
    {
        // Whoever waited for it would wait for an hour.
        _lab.Set("PIP_DEFAULT_TIMEOUT", "3600");
        _index.Inject($"/files/{Greeting}", Faults.Stall(10));
        Pin(Hashed("greeting", Greeting));
        _lab.Declared[DeclaredNames.RequireHashes] = "true";

        await _lab.ShouldNotRestoreAsync("PYENV3004");

        Assert.IsFalse(Directory.Exists(_lab.Location));
    }

    [TestMethod]
    public async Task Other_bytes_than_the_pinned_ones_are_refused_as_ever()
    {
        _index.Inject($"/files/{Greeting}", Faults.FlippedBit);
        Pin(Hashed("greeting", Greeting), Hashed("words", Words));

        await _lab.ShouldNotRestoreAsync("PYENV3006");

        Assert.IsFalse(Directory.Exists(_lab.Location));
    }

    [TestMethod]
    public async Task What_has_no_hash_is_fetched_when_the_plan_stands()
    {
        _index.Inject($"/files/{Words}.metadata", Faults.Status(404));
        Pin("greeting==1.0");

        await _lab.ShouldNotRestoreAsync("PYENV3004");

        Assert.AreEqual(0, _index.Count($"/files/{Greeting}"));
    }

    private void Pin(params string[] lines) => _lab.Pinned(lines);

    private string Hashed(string name, string wheel) => $"{name}==1.0 --hash=sha256:{Digest.OfFile(_lab[$"wheels/{wheel}"])}";
}

using PythonEnv.Declarations;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>The same question gets the same bytes, and nothing moves that was not asked to.</summary>
[TestClass]
internal sealed class LockStabilityTests : IDisposable
{
    private readonly EngineLab _lab = new();
    private readonly LoopbackIndex _index = new();

    public LockStabilityTests()
    {
        _lab.Declared.Remove(DeclaredNames.FindLinks);
        _lab.Declared.Remove(DeclaredNames.NoIndex);
        _lab.Declared[DeclaredNames.IndexUrl] = _index.Simple.AbsoluteUri;
        _lab.Declared[DeclaredNames.TargetRids] = "win-x64;linux-x64;linux-musl-x64;osx-arm64;linux-x64@3.13";
        Offer("app", "2.0", "left>=1", "right[fast]", "colorama; sys_platform == 'win32'");
        Offer("app", "1.0", "left");
        Offer("left", "1.5", "deep<3");
        Offer("left", "1.0", "deep");
        Offer("right", "3.0", "wide; python_version >= '3.13'", "deep; extra == 'fast'");
        Offer("deep", "3.0");
        Offer("deep", "2.0", "bottom");
        Offer("wide", "1.0", "bottom<2");
        Offer("bottom", "1.0");
        Offer("bottom", "2.0");
        Offer("colorama", "0.4");
        Ask("app");
    }

    public required TestContext TestContext { get; set; }

    public void Dispose()
    {
        _index.Dispose();
        _lab.Dispose();
    }

    [TestMethod]
    [DataRow("requirements.txt")]
    [DataRow("pylock.toml")]
    public void In_whatever_order_the_index_answers_the_bytes_are_the_same(string name)
    {
        TestSeed seed = TestSeed.Fresh(TestContext);
        _lab.Declared[DeclaredNames.Requirements] = name;
        string first = Lock(name);

        for (int run = 0; run < 20; run++)
        {
            foreach (string path in _index.Requests.Select(request => request.Path).Distinct())
                _index.Inject(path, Faults.Slow(1 << 20, TimeSpan.FromMilliseconds(seed.Random.Next(12))), times: 1);
            File.Delete(_lab[$"app/{name}"]);
            if (run % 2 == 0)
                Directory.Delete(_lab["cache"], recursive: true);

            Assert.AreEqual(first, Lock(name), $"{seed}");
        }
    }

    [TestMethod]
    public void A_second_run_asks_nobody()
    {
        string first = Lock("requirements.txt");
        int asked = _index.Requests.Count;

        Assert.AreEqual(first, Lock("requirements.txt"));
        Assert.AreEqual(asked, _index.Requests.Count);
    }

    [TestMethod]
    public void A_new_release_of_what_was_not_asked_to_move_moves_nothing()
    {
        string first = Lock("requirements.txt");
        Offer("deep", "2.5");
        Offer("right", "3.1");
        Offer("wide", "2.0");

        Ask("app", "colorama");
        Lock("requirements.txt");
        Ask("app");

        Assert.AreEqual(first, Lock("requirements.txt"));
        _lab.Declared[DeclaredNames.Upgrade] = "deep";
        StringAssert.Contains(Lock("requirements.txt"), "\ndeep==2.5 ");
        StringAssert.Contains(Lock("requirements.txt"), "\nright==3.0 ");
    }

    [TestMethod]
    public async Task What_a_killed_command_has_left_is_gone_with_the_next_one_and_with_the_next_restore()
    {
        _lab.Declared.Remove(DeclaredNames.TargetRids);
        Lock("requirements.txt");
        Leave("requirements.txt");
        Leave("requirements.in");

        Lock("requirements.txt");
        Assert.IsEmpty(Directory.GetFiles(_lab["app"], "*.tmp"));

        Leave("requirements.txt");
        await _lab.ShouldRestoreAsync();
        Assert.IsEmpty(Directory.GetFiles(_lab["app"], "*.tmp"));

        Leave("requirements.txt");
        await _lab.ShouldVerifyAsync();
        _lab.Run(engine => engine.Check(CancellationToken.None));
        Assert.HasCount(1, Directory.GetFiles(_lab["app"], "*.tmp"));
    }

    [TestMethod]
    public void A_lock_that_cannot_be_written_is_a_finding()
    {
        _lab.Write("app/locks", "a file, and no folder");
        _lab.Declared[DeclaredNames.Requirements] = "locks/requirements.txt";
        _lab.Declared[DeclaredNames.LockFrom] = "requirements.in";

        _lab.Run(engine => engine.Lock(CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "PYENV4002" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
    }

    private void Leave(string name) =>
        File.SetLastWriteTimeUtc(_lab.Write($"app/{name}.{Guid.NewGuid():N}.tmp", "half of"), DateTime.UtcNow.AddMinutes(-2));

    private void Ask(params string[] lines) => _lab.Write("app/requirements.in", string.Join('\n', lines) + "\n");

    private void Offer(string name, string version, params string[] requires)
    {
        WheelBuilder wheel = new WheelBuilder(name, version).WithRequires(requires);
        if (name == "right")
            wheel = wheel.WithHeader("Provides-Extra: fast");
        _index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
    }

    private string Lock(string name)
    {
        _lab.Run(engine => engine.Lock(CancellationToken.None));
        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        return File.ReadAllText(_lab[$"app/{name}"]);
    }
}

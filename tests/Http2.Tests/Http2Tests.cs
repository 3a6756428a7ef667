using PythonEnv.Core.Tests.Engine;
using PythonEnv.Declarations;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Http2.Tests;

/// <summary>Whole restores from an index that speaks HTTP/2 over TLS and nothing else, as the large ones prefer to.</summary>
[TestClass]
internal sealed class Http2Tests : IDisposable
{
    private const string Greeting = "/files/greeting-1.0-py3-none-any.whl";

    private readonly LoopbackTls _tls = new();
    private readonly EngineLab _lab = EngineLab.Greeting();
    private readonly LoopbackIndex _index;
    private Http2Front? _front;

    public Http2Tests() => _index = _lab.OnAnIndex();

    private Http2Front Front => _front!;

    public void Dispose()
    {
        _front?.Dispose();
        _index.Dispose();
        _lab.Dispose();
        _tls.Dispose();
    }

    [TestMethod]
    public async Task Everything_comes_over_one_connection()
    {
        // An audit has a connection of its own, which is given up sooner.
        _lab.Declared[DeclaredNames.Audit] = "false";
        Serve();

        await _lab.ShouldRestoreAsync();
        await _lab.ShouldVerifyAsync();

        Assert.AreEqual(1, Front.Connections);
        Assert.IsGreaterThanOrEqualTo(6, _index.Requests.Count);
    }

    [TestMethod]
    public async Task Two_hundred_distributions_come_over_a_few_connections_although_each_carries_ten_at_once()
    {
        WheelBuilder[] wheels = [.. Enumerable.Range(0, 200).Select(i => new WheelBuilder($"part{i}", "1.0").WithFile($"part{i}.py", ""))];
        foreach (WheelBuilder wheel in wheels)
            _index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        _lab.Pinned([.. Enumerable.Range(0, 200).Select(i => $"part{i}==1.0")]);
        _index.Inject(null, Faults.Late(TimeSpan.FromMilliseconds(5)));
        Serve(streams: 10);

        await _lab.ShouldRestoreAsync();

        Assert.HasCount(200, _lab.Receipt.Packages);
        Assert.IsLessThanOrEqualTo(50, Front.Connections);
    }

    [TestMethod]
    public async Task A_wheel_whose_stream_is_reset_is_fetched_again()
    {
        _index.Inject(Greeting, Faults.Truncate(100), times: 1);
        Serve();

        await _lab.ShouldRestoreAsync();
        await _lab.ShouldVerifyAsync();

        Assert.IsGreaterThan(1, _index.Count(Greeting));
    }

    [TestMethod]
    public async Task A_server_that_resets_every_stream_of_a_wheel_is_named()
    {
        _index.Inject(Greeting, Faults.Truncate(100));
        _lab.Set("PIP_RETRIES", "1");
        Serve();

        await _lab.ShouldNotRestoreAsync("PYENV3007");

        Assert.Contains("127.0.0.1", _lab.Log.ToString());
        Assert.IsFalse(Directory.Exists(_lab.Location));
    }

    [TestMethod]
    public async Task METADATA_inside_a_wheel_is_read_by_ranges()
    {
        using var index = new LoopbackIndex();
        foreach (string wheel in Directory.GetFiles(_lab["wheels"]))
            index.Add(new IndexedFile(Path.GetFileName(wheel), File.ReadAllBytes(wheel)) { ServesMetadata = false });
        Serve(index);

        await _lab.ShouldRestoreAsync();
        await _lab.ShouldVerifyAsync();

        Assert.IsNotEmpty(index.Requests.Where(request => request["Range"] is not null));
    }

    [TestMethod]
    public async Task A_stream_that_stalls_does_not_hold_up_the_build_for_ever()
    {
        _index.Inject(Greeting, Faults.Stall(100), times: 1);
        _lab.Set("PIP_DEFAULT_TIMEOUT", "2");
        Serve();

        await _lab.ShouldRestoreAsync();

        Assert.IsGreaterThan(1, _index.Count(Greeting));
    }

    [TestMethod]
    public async Task A_page_that_was_kept_is_confirmed()
    {
        _index.CacheControl = "max-age=0";
        Serve();
        await _lab.ShouldRestoreAsync();

        Directory.Delete(_lab.Location, true);
        await _lab.ShouldRestoreAsync();

        Assert.Contains("tag 304", _index.Pages);
    }

    private void Serve(int streams = 100) => Serve(_index, streams);

    private void Serve(LoopbackIndex index, int streams = 100)
    {
        _front = new Http2Front(index, _tls, streams);
        _lab.Declared[DeclaredNames.IndexUrl] = Front.Simple.AbsoluteUri;
        _lab.Set("PIP_CERT", _lab.Write("ca.pem", _tls.AuthorityPem));
    }
}

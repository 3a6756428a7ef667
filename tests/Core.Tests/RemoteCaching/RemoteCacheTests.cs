using System.Security.Cryptography;
using System.Text;
using PythonEnv.Core.Tests.Indexes;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;
using PythonEnv.RemoteCaching;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.RemoteCaching;

[TestClass]
internal sealed class RemoteCacheTests
{
    private const string Name = "foo-1.0-py3-none-any.whl";
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes("a wheel, as far as a cache is concerned");
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    [TestMethod]
    public async Task What_one_machine_fetched_the_next_takes_from_the_cache()
    {
        using Fixture fixture = new();

        LocalWheel first = await fixture.FetchAsync("one");
        LocalWheel second = await fixture.FetchAsync("two");

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(second.Path));
        Assert.AreEqual(first.Sha256, second.Sha256);
        Assert.AreEqual(Name, Path.GetFileName(second.Path));
        Assert.HasCount(1, fixture.Index.Requests);
        CollectionAssert.AreEqual(
            new[] { $"GET cas/{Sha256}", $"PUT cas/{Sha256}", $"GET cas/{Sha256}" }, fixture.Remote.Calls.ToArray());
        Assert.IsEmpty(fixture.Reports);
    }

    [TestMethod]
    public async Task Without_leave_to_upload_nothing_is_put()
    {
        using Fixture fixture = new() { MayUpload = false };

        await fixture.FetchAsync("one");

        Assert.IsTrue(fixture.Remote.Calls.All(request => request.StartsWith("GET ", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(403)]
    [DataRow(500)]
    [DataRow(507, DisplayName = "full")]
    public async Task A_cache_that_fails_costs_one_warning_and_is_asked_no_more(int status)
    {
        using Fixture fixture = new();
        fixture.Remote.Status = status;

        await fixture.FetchAsync("one", times: 3);

        Assert.HasCount(1, fixture.Remote.Calls);
        Assert.AreEqual(Severity.Warning, fixture.Reports.Single().Severity);
        Assert.AreEqual("PYENV3007", fixture.Reports.Single().Code);
        Assert.HasCount(1, fixture.Index.Requests, "what was fetched is in the user's cache");
    }

    [TestMethod]
    public async Task A_cache_that_is_down_costs_one_warning()
    {
        using Fixture fixture = new();
        fixture.Remote.Dispose();

        await fixture.FetchAsync("one");

        Assert.HasCount(1, fixture.Reports);
    }

    [TestMethod]
    public async Task A_cache_that_never_answers_costs_one_wait_and_one_warning()
    {
        using Fixture fixture = new() { Patience = TimeSpan.FromMilliseconds(100) };
        fixture.Remote.Hangs = true;

        await fixture.FetchAsync("one", times: 3);

        Assert.HasCount(1, fixture.Remote.Requests);
        Assert.HasCount(1, fixture.Reports);
    }

    [TestMethod]
    public async Task A_wrong_byte_in_the_cache_is_refused_and_the_index_has_the_right_ones()
    {
        using Fixture fixture = new();
        fixture.Remote.Entries[$"cas/{Sha256}"] = [.. Bytes[..^1], (byte)'!'];

        LocalWheel wheel = await fixture.FetchAsync("one");

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        StringAssert.Contains(fixture.Reports.Single().Message, "another file");
    }

    [TestMethod]
    public async Task A_result_is_found_by_the_key_of_what_made_it()
    {
        using Fixture fixture = new();
        string key = RemoteCache.KeyOf("sdist", "cpython 3.11");
        string built = fixture.Write("built/" + Name, Bytes);
        using (RemoteCache maker = fixture.Cache("one"))
            await maker.KeepResultAsync(key, new LocalWheel(built, Sha256), CancellationToken.None);
        using RemoteCache taker = fixture.Cache("two");

        LocalWheel? found = await taker.FindResultAsync(key, CancellationToken.None);
        LocalWheel? other = await taker.FindResultAsync(RemoteCache.KeyOf("sdist", "cpython 3.12"), CancellationToken.None);

        Assert.AreEqual(Sha256, found?.Sha256);
        Assert.IsNull(other);
        Assert.AreEqual($"PUT cas/{Sha256}", fixture.Remote.Calls[0], "the file comes before what names it");
    }

    [TestMethod]
    public async Task A_result_that_names_a_path_or_no_digest_is_none()
    {
        using Fixture fixture = new();
        fixture.Remote.Entries["ac/path"] = new ActionResult("../../evil.whl", Sha256, 1).ToBytes();
        fixture.Remote.Entries["ac/digest"] = new ActionResult(Name, "../evil", 1).ToBytes();
        fixture.Remote.Entries["ac/junk"] = "no message at all"u8.ToArray();
        using RemoteCache cache = fixture.Cache("one");

        foreach (string key in new[] { "path", "digest", "junk" })
            Assert.IsNull(await cache.FindResultAsync(key, CancellationToken.None));
    }

    [TestMethod]
    public async Task The_credential_of_the_cache_goes_to_the_cache_alone()
    {
        using Fixture fixture = new() { UserInfo = "build:s3cret@" };

        await fixture.FetchAsync("one");

        Assert.IsTrue(fixture.Remote.Requests.All(request => request["Authorization"] == "Basic " + Convert.ToBase64String("build:s3cret"u8)));
        Assert.IsNull(fixture.Index.Requests.Single()["Authorization"]);
    }

    [TestMethod]
    public void An_action_result_is_read_as_it_was_written_and_other_fields_are_passed_over()
    {
        var result = new ActionResult(Name, Sha256, 5_000_000_000);
        byte[] exitCode = [0x20, 0x01];

        Assert.AreEqual(result, ActionResult.Read([.. exitCode, .. result.ToBytes(), .. exitCode]));
        Assert.IsNull(ActionResult.Read([]));
        for (int length = 1; length < 20; length++)
            Assert.IsNull(ActionResult.Read(result.ToBytes().AsSpan(0, length)));
    }

    private sealed class Fixture : IDisposable
    {
        private readonly TempDirectory _folder = new("remote");

        public Fixture() => Index.Serve("/" + Name, Bytes);

        public CacheServer Remote { get; } = new();

        public LoopbackServer Index { get; } = new();

        public List<Diagnostic> Reports { get; } = [];

        public bool MayUpload { get; init; } = true;

        public string UserInfo { get; init; } = "";

        /// <summary>How long the cache may take.</summary>
        public TimeSpan? Patience { get; init; }

        public void Dispose()
        {
            Remote.Dispose();
            Index.Dispose();
            _folder.Dispose();
        }

        public string Write(string path, byte[] content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
            File.WriteAllBytes(_folder[path], content);
            return _folder[path];
        }

        /// <summary>The shared cache as the machine of this name sees it.</summary>
        public RemoteCache Cache(string machine)
        {
            Assert.IsTrue(
                IndexUrl.TryParse(Remote.Root.AbsoluteUri.Replace("://", $"://{UserInfo}", StringComparison.Ordinal), out IndexUrl? url));
            return new RemoteCache(url, MayUpload, Client(Patience), _folder[$"{machine}/downloads"], Reports.Add, SourceSpan.None);
        }

        public async Task<LocalWheel> FetchAsync(string machine, int times = 1)
        {
            using RemoteCache cache = Cache(machine);
            using IndexClient client = Client();
            using Downloader downloader = new(client, _folder[$"{machine}/downloads"]);
            var source = new RemoteWheelSource(downloader, cache);
            var file = new DistributionFile
            {
                FileName = Name,
                Location = new Uri(Index.Root, Name),
                Hashes = [new FileHash("sha256", Sha256)]
            };
            LocalWheel wheel = await source.FetchAsync(file, CancellationToken.None);
            for (int i = 1; i < times; i++)
                wheel = await source.FetchAsync(file, CancellationToken.None);
            return wheel;
        }

        private IndexClient Client(TimeSpan? patience = null)
        {
            HostFacts host = TestHost.Linux(_folder.Path);
            IndexSettings settings = new() { Timeout = patience ?? new IndexSettings().Timeout };
            return new IndexClient(settings, host, TestHost.NoCredentials, _folder.Path, new RetryPolicy(0));
        }
    }
}

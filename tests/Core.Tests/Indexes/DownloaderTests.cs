using System.Security.Cryptography;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class DownloaderTests
{
    private const string Name = "foo-1.0-py3-none-any.whl";
    private static readonly byte[] Bytes = RandomBytes(600_000);
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_download_is_whole_and_leaves_nothing_else()
    {
        using Fixture fixture = new();

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        Assert.AreEqual(Sha256, wheel.Sha256);
        Assert.AreEqual(Name, Path.GetFileName(wheel.Path));
        Assert.AreEqual(1, fixture.Files.Length);
    }

    [TestMethod]
    public async Task What_is_there_already_is_checked_and_not_fetched_again()
    {
        using Fixture fixture = new();
        LocalWheel first = await FetchAsync(fixture, fixture.File());
        await FetchAsync(fixture, fixture.File());
        Assert.AreEqual(1, fixture.Server.Requests.Count);

        File.WriteAllText(first.Path, "damaged");
        await FetchAsync(fixture, fixture.File());
        Assert.AreEqual(2, fixture.Server.Requests.Count);
        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(first.Path));
    }

    [TestMethod]
    public void A_large_file_on_this_machine_can_be_proved_beside_other_work()
    {
        using Fixture fixture = new();
        using IndexClient client = fixture.Client();
        using Downloader downloader = new(client, fixture.Folder);
        byte[] bytes = RandomBytes(17 << 20);
        DistributionFile large = new()
        {
            FileName = Name,
            Location = new Uri(fixture.Write(Name, bytes)),
            Hashes = [new FileHash("sha256", Convert.ToHexStringLower(SHA256.HashData(bytes)))],
        };

        UnprovedWheel unproved = downloader.FindLarge(large)!;
        unproved.Prove(CancellationToken.None);

        Assert.AreEqual(large.Sha256, unproved.Sha256);
        Assert.IsNull(downloader.FindLarge(large with { Hashes = [] }), "nothing proves it");
        Assert.IsNull(downloader.FindLarge(fixture.File()), "it is elsewhere");
        Assert.IsNull(downloader.FindLarge(large with { Location = new Uri(fixture.Write("small", Bytes)) }), "it is small");
        Assert.IsNull(downloader.FindLarge(large with { FileName = "../x.whl" }), "its name is none");
        AssertRefused(large with { Hashes = [new FileHash("sha256", Sha256)] });
        AssertRefused(large with { Size = 5 });
        AssertRefused(large with { IndexHashes = [new FileHash("md5", new string('0', 32))] });

        void AssertRefused(DistributionFile other) => Assert.AreEqual("PYENV3006",
            Assert.ThrowsExactly<PythonEnvException>(() => downloader.FindLarge(other)!.Prove(CancellationToken.None)).Diagnostic.Code);
    }

    [TestMethod]
    public async Task A_broken_download_goes_on_where_it_broke_off()
    {
        using Fixture fixture = new();
        fixture.Server.Inject("/" + Name, Faults.Truncate(250_000), times: 1);

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        Assert.AreEqual("bytes=250000-", fixture.Server.Requests[1]["Range"]);
        Assert.IsNotNull(fixture.Server.Requests[1]["If-Range"]);
    }

    [TestMethod]
    public async Task A_killed_download_goes_on_in_the_next_run()
    {
        using Fixture fixture = new();
        fixture.LeavePart(Bytes[..100_000]);

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        Assert.AreEqual("bytes=100000-", fixture.Server.Requests.Single()["Range"]);
        Assert.AreEqual(1, fixture.Files.Length);
    }

    [TestMethod]
    [DataRow(100_000)]
    [DataRow(600_000)]
    [DataRow(700_000)]
    public async Task What_an_earlier_run_left_wrong_is_fetched_anew(int length)
    {
        using Fixture fixture = new();
        fixture.LeavePart(new byte[length]);

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
    }

    [TestMethod]
    public async Task A_part_of_a_complete_file_needs_no_more_bytes()
    {
        using Fixture fixture = new();
        fixture.LeavePart(Bytes);

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        Assert.AreEqual(0, fixture.Server.Requests.Count);
        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
    }

    [TestMethod]
    public async Task A_link_in_the_place_of_a_part_is_not_followed()
    {
        Requires.Posix("links without rights");
        using Fixture fixture = new();
        string victim = fixture.Write("victim", Bytes[..100_000]);
        fixture.LeavePart([]);
        string part = fixture.Files.Single();
        File.Delete(part);
        File.CreateSymbolicLink(part, victim);
        File.CreateSymbolicLink(part.Replace(".part", ".lock.part", StringComparison.Ordinal), victim);

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        CollectionAssert.AreEqual(Bytes[..100_000], File.ReadAllBytes(victim));
        Assert.AreEqual(1, fixture.Files.Length);
    }

    [TestMethod]
    public async Task A_range_from_elsewhere_is_never_appended()
    {
        using Fixture fixture = new();
        fixture.Server.Inject("/" + Name, Faults.Truncate(250_000), times: 1);
        fixture.Server.Inject("/" + Name, Faults.ShiftContentRange(-1000), times: 1);

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        Assert.IsNull(fixture.Server.Requests[2]["Range"]);
    }

    [TestMethod]
    public async Task A_file_that_changes_while_it_is_fetched_is_fetched_from_its_start()
    {
        using Fixture fixture = new();
        byte[] other = RandomBytes(500_000);
        fixture.Server.Inject("/" + Name, (request, right) =>
        {
            fixture.Server.Serve("/" + Name, other);
            return right with { TruncateAfter = 250_000 };
        }, times: 1);

        LocalWheel wheel = await FetchAsync(fixture, fixture.File() with { Hashes = [] });

        CollectionAssert.AreEqual(other, File.ReadAllBytes(wheel.Path));
    }

    [TestMethod]
    public async Task Bytes_that_lie_about_their_hash_are_refused_and_removed()
    {
        using Fixture fixture = new();
        fixture.Server.Inject("/" + Name, Faults.FlippedBit);

        Diagnostic mismatch = await RefusedAsync(fixture, fixture.File());

        Assert.AreEqual("PYENV3006", mismatch.Code);
        StringAssert.Contains(mismatch.Evidence, $"expected sha256:{Sha256}; got sha256:");
        Assert.AreEqual(0, fixture.Files.Length);
        Assert.AreEqual(1, fixture.Server.Requests.Count);
    }

    [TestMethod]
    public async Task Every_digest_of_the_index_is_checked_and_one_of_the_pins()
    {
        using Fixture fixture = new();
        FileHash right = new("sha512", Convert.ToHexString(SHA512.HashData(Bytes)));
        FileHash wrong = new("sha256", new string('0', 64));

        await FetchAsync(fixture, fixture.File() with { Hashes = [wrong, right], IndexHashes = [right] });
        Diagnostic listed = await RefusedAsync(fixture, fixture.File() with { Hashes = [wrong, right], IndexHashes = [right, wrong] });
        Assert.AreEqual("PYENV3006", listed.Code);
        StringAssert.Contains(listed.Problem, "is not the file that the index or the lock lists");
        Diagnostic pinned = await RefusedAsync(fixture, fixture.File() with { Hashes = [wrong] });
        Assert.AreEqual("PYENV3006", pinned.Code);
        StringAssert.Contains(pinned.Problem, "is not the file that was pinned");
        Assert.AreEqual("PYENV3006", (await RefusedAsync(fixture, fixture.File() with { Hashes = [new FileHash("blake2b", "00")] })).Code);
    }

    [TestMethod]
    [DataRow(599_999)]
    [DataRow(600_001)]
    public async Task A_size_other_than_the_declared_one_is_refused(int size)
    {
        using Fixture fixture = new();

        Diagnostic refused = await RefusedAsync(fixture, fixture.File() with { Size = size });

        Assert.AreEqual("PYENV3006", refused.Code);
        StringAssert.Contains(refused.Evidence, $"expected {size} bytes; got 600000 bytes");
        Assert.IsEmpty(fixture.Files);
    }

    [TestMethod]
    public async Task A_stream_longer_than_the_declared_size_is_cut_off_and_not_kept()
    {
        using Fixture fixture = new();
        fixture.Server.Inject("/" + Name, (_, right) => right with { HidesLength = true });

        Assert.AreEqual("PYENV3006", (await RefusedAsync(fixture, fixture.File() with { Size = 1000 })).Code);
        Assert.IsEmpty(fixture.Files.Where(file => new FileInfo(file).Length > 1000));
    }

    [TestMethod]
    public async Task A_local_file_of_another_size_than_the_lock_says_is_refused()
    {
        using Fixture fixture = new();
        string path = fixture.Write("wheels/" + Name, Bytes);

        Diagnostic refused = await RefusedAsync(fixture, fixture.File() with { Location = FileUrl.Of(path), Size = 1 });

        Assert.AreEqual("PYENV3006", refused.Code);
    }

    [TestMethod]
    [DataRow(400)]
    [DataRow(403)]
    [DataRow(405)]
    [DataRow(500)]
    public async Task A_server_that_refuses_to_go_on_is_asked_for_the_whole(int status)
    {
        using Fixture fixture = new();
        fixture.LeavePart(Bytes[..100_000]);
        fixture.Server.Inject("/" + Name, Faults.RefuseRanges(status));

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        Assert.AreEqual(2, fixture.Server.Requests.Count);
    }

    [TestMethod]
    public async Task A_server_that_cuts_the_connection_where_it_should_go_on_is_asked_for_the_whole()
    {
        using Fixture fixture = new();
        fixture.LeavePart(Bytes[..100_000]);
        fixture.Server.Inject("/" + Name, Faults.OfRanges(Faults.HangUp));

        LocalWheel wheel = await FetchAsync(fixture, fixture.File());

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheel.Path));
        Assert.IsNull(fixture.Server.Requests[^1]["Range"]);
    }

    [TestMethod]
    public async Task A_file_that_is_labelled_as_compressed_is_the_file()
    {
        using Fixture fixture = new();
        fixture.Server.Inject("/" + Name, (_, right) => right.With("Content-Encoding", "gzip"));

        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes((await FetchAsync(fixture, fixture.File())).Path));
    }

    [TestMethod]
    [DataRow("../evil.whl")]
    [DataRow("..")]
    [DataRow("a/b.whl")]
    [DataRow(@"a\b.whl")]
    [DataRow("C:evil.whl")]
    [DataRow("evil\n.whl")]
    [DataRow("")]
    public async Task A_file_name_that_is_a_path_is_refused(string name)
    {
        using Fixture fixture = new();

        Diagnostic refused = await RefusedAsync(fixture, fixture.File() with { FileName = name });

        Assert.AreEqual("PYENV4005", refused.Code);
        Assert.IsFalse(refused.Message.Contains('\n', StringComparison.Ordinal));
        Assert.AreEqual(0, fixture.Server.Requests.Count);
    }

    [TestMethod]
    public async Task A_local_file_is_checked_where_it_is()
    {
        using Fixture fixture = new();
        string path = fixture.Write("wheels/" + Name, Bytes);

        Assert.AreEqual(path, (await FetchAsync(fixture, fixture.File() with { Location = FileUrl.Of(path) })).Path);
        File.WriteAllText(path, "edited");
        Assert.AreEqual("PYENV3006", (await RefusedAsync(fixture, fixture.File() with { Location = FileUrl.Of(path) })).Code);
        File.Delete(path);
        Assert.AreEqual("PYENV3007", (await RefusedAsync(fixture, fixture.File() with { Location = FileUrl.Of(path) })).Code);
    }

    [TestMethod]
    public async Task A_folder_that_can_not_be_written_is_a_finding_about_the_disk()
    {
        using Fixture fixture = new();
        fixture.Write("downloads", [1]);

        Assert.AreEqual("PYENV4002", (await RefusedAsync(fixture, fixture.File())).Code);
    }

    [TestMethod]
    public async Task Many_downloads_at_once_share_a_few_connections()
    {
        using Fixture fixture = new();
        DistributionFile[] files = [.. Enumerable.Range(0, 40).Select(i =>
        {
            byte[] bytes = RandomBytes(20_000 + i);
            fixture.Server.Serve($"/f{i}.whl", bytes);
            return new DistributionFile
            {
                FileName = $"f{i}.whl",
                Location = new Uri(fixture.Server.Root, $"f{i}.whl"),
                Hashes = [new FileHash("sha256", Convert.ToHexString(SHA256.HashData(bytes)))],
            };
        })];

        using IndexClient client = fixture.Client();
        using Downloader downloader = new(client, fixture.Folder);
        LocalWheel[] wheels = await Task.WhenAll(files.Select(file => downloader.FetchAsync(file, TestContext.CancellationToken)));

        Assert.AreEqual(40, wheels.Select(wheel => wheel.Sha256).Distinct().Count());
        Assert.IsTrue(fixture.Server.Connections <= TransportFactory.ConnectionsPerServer, $"{fixture.Server.Connections} connections");
    }

    [TestMethod]
    public async Task Two_builds_that_fetch_the_same_file_do_not_disturb_each_other()
    {
        using Fixture fixture = new();
        fixture.Server.Inject("/" + Name, Faults.Slow(100_000, TimeSpan.FromMilliseconds(20)));
        using IndexClient one = fixture.Client(), other = fixture.Client();
        using Downloader first = new(one, fixture.Folder), second = new(other, fixture.Folder);

        LocalWheel[] wheels = await Task.WhenAll(
            first.FetchAsync(fixture.File(), TestContext.CancellationToken),
            second.FetchAsync(fixture.File(), TestContext.CancellationToken));

        Assert.AreEqual(wheels[0], wheels[1]);
        CollectionAssert.AreEqual(Bytes, File.ReadAllBytes(wheels[0].Path));
        Assert.AreEqual(1, fixture.Files.Length);
    }

    [TestMethod]
    public async Task Progress_ends_at_the_whole()
    {
        using Fixture fixture = new();
        Recorder recorder = new();
        using IndexClient client = fixture.Client();
        using Downloader downloader = new(client, fixture.Folder, recorder);

        await downloader.FetchAsync(fixture.File(), TestContext.CancellationToken);

        Assert.AreEqual(new DownloadProgress(Name, 600_000), recorder.Last);
    }

    [TestMethod]
    public async Task Many_builds_that_want_one_file_at_once_all_get_it()
    {
        using Fixture fixture = new();
        for (int round = 0; round < 40; round++)
        {
            LocalWheel[] wheels = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(() => FetchAsync(fixture, fixture.File()))));

            Assert.IsTrue(wheels.All(wheel => File.ReadAllBytes(wheel.Path).SequenceEqual(Bytes)));
            Directory.Delete(fixture.Folder, recursive: true);
        }
    }

    private async Task<LocalWheel> FetchAsync(Fixture fixture, DistributionFile file)
    {
        using IndexClient client = fixture.Client();
        using Downloader downloader = new(client, fixture.Folder);
        return await downloader.FetchAsync(file, TestContext.CancellationToken);
    }

    private async Task<Diagnostic> RefusedAsync(Fixture fixture, DistributionFile file) =>
        (await Assert.ThrowsExactlyAsync<PythonEnvException>(() => FetchAsync(fixture, file))).Diagnostic;

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public DownloadProgress Last { get; private set; }

        public void Report(DownloadProgress value) => Last = value;
    }

    private sealed class Fixture : IDisposable
    {
        private readonly TempDirectory _temp = new("download");

        public Fixture() => Server.Serve("/" + Name, Bytes);

        public LoopbackServer Server { get; } = new();

        public string Folder => _temp["downloads"];

        public string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*", SearchOption.AllDirectories) : [];

        public DistributionFile File() =>
            new() { FileName = Name, Location = new Uri(Server.Root, Name), Hashes = [new FileHash("sha256", Sha256)] };

        public string Write(string path, byte[] bytes) => _temp.Write(path, bytes);

        public void LeavePart(byte[] bytes) => _temp.Write($"downloads/{Sha256}/{Name}.part", bytes);

        public IndexClient Client()
        {
            HostFacts host = TestHost.Linux("/nonexistent");
            return new IndexClient(
                new IndexSettings(), host, TestHost.NoCredentials, _temp.Path,
                new RetryPolicy(3) { FirstDelay = TimeSpan.FromMilliseconds(1) });
        }

        public void Dispose()
        {
            Server.Dispose();
            _temp.Dispose();
        }
    }
}

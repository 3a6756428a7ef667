using System.Text;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Requirements;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class PageCacheTests : IDisposable
{
    private const string Fresh = "max-age=600";
    private const string Stale = "max-age=0";

    private static readonly PackageName Foo = PackageName.Normalize("foo");

    private readonly TempDirectory _cache = new("pages");

    public required TestContext TestContext { get; init; }

    public void Dispose() => _cache.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_page_is_not_asked_for_again_as_long_as_its_index_says(bool htmlOnly)
    {
        using LoopbackIndex index = Index(Fresh, htmlOnly);

        ProjectListing first = await ListAsync(index.Simple);
        ProjectListing second = await ListAsync(index.Simple);

        Assert.AreEqual(1, index.Requests.Count);
        Assert.IsTrue(second.IsRemembered && !first.IsRemembered);
        Assert.AreEqual(Show(first), Show(second));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task After_that_it_is_asked_whether_it_has_changed(bool htmlOnly)
    {
        using LoopbackIndex index = Index(Stale, htmlOnly);

        ProjectListing first = await ListAsync(index.Simple);
        ProjectListing same = await ListAsync(index.Simple);
        index.Add(Sdist("foo-2.0.tar.gz"));
        ProjectListing changed = await ListAsync(index.Simple);

        Assert.AreEqual("- 200, tag 304, tag 200", string.Join(", ", index.Pages));
        Assert.AreEqual(Show(first), Show(same));
        Assert.IsFalse(same.IsRemembered);
        CollectionAssert.Contains(changed.Files.Select(file => file.FileName).ToArray(), "foo-2.0.tar.gz");
    }

    [TestMethod]
    public async Task What_is_confirmed_is_fresh_again()
    {
        using LoopbackIndex index = Index(Stale);
        await ListAsync(index.Simple);
        index.CacheControl = Fresh;
        await ListAsync(index.Simple);

        await ListAsync(index.Simple);

        Assert.AreEqual("- 200, tag 304", string.Join(", ", index.Pages));
    }

    [TestMethod]
    public async Task Without_a_tag_its_age_is_asked_about()
    {
        const string date = "Wed, 21 Oct 2015 07:28:00 GMT";
        using LoopbackIndex index = Index(cacheControl: null);
        index.Inject(
            null,
            (request, right) => request["If-Modified-Since"] == date ? new LoopbackResponse(304, []) : right.With("Last-Modified", date));

        ProjectListing first = await ListAsync(index.Simple);
        ProjectListing second = await ListAsync(index.Simple);

        Assert.AreEqual(date, index.Requests[1]["If-Modified-Since"]);
        Assert.AreEqual(Show(first), Show(second));
    }

    [TestMethod]
    public async Task A_refresh_asks_for_the_whole_page()
    {
        using LoopbackIndex index = Index(Fresh);
        await ListAsync(index.Simple);
        index.Add(Sdist("foo-2.0.tar.gz"));

        ProjectListing refreshed = await ListAsync(index.Simple, asksAnew: true);
        ProjectListing after = await ListAsync(index.Simple);

        Assert.AreEqual("- 200, - 200", string.Join(", ", index.Pages));
        Assert.AreEqual("no-cache", index.Requests[1]["Cache-Control"]);
        Assert.AreEqual(Show(refreshed), Show(after));
    }

    [TestMethod]
    public async Task A_damaged_page_is_dropped()
    {
        using LoopbackIndex index = Index(Fresh);
        ProjectListing first = await ListAsync(index.Simple);
        string path = Kept().Single();
        byte[] whole = File.ReadAllBytes(path);
        List<byte[]> damages = [[], whole[..31], whole[..^1], [.. whole, 0]];
        for (int i = 0; i < whole.Length; i += 7)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x10;
            damages.Add(flipped);
        }

        foreach (byte[] damage in damages)
        {
            File.WriteAllBytes(path, damage);
            Assert.AreEqual(Show(first), Show(await ListAsync(index.Simple)));
        }

        Assert.AreEqual(1 + damages.Count, index.Pages.Count(page => page == "- 200"));
        Assert.AreEqual(whole.Length, File.ReadAllBytes(path).Length);
    }

    [TestMethod]
    public async Task A_page_that_a_credential_opened_is_asked_about_each_time_and_keeps_nothing_of_it()
    {
        using LoopbackIndex index = Index(Fresh);
        index.Inject(null, (request, right) => request["Authorization"] is null ? new LoopbackResponse(401, []) : right);
        Uri opened = WithUser(index.Simple, "alice:opensesame");

        ProjectListing first = await ListAsync(opened);
        ProjectListing second = await ListAsync(opened);
        ProjectListing other = await ListAsync(index.Simple);

        Assert.AreEqual("- 200, tag 304, tag 304", string.Join(", ", index.Pages));
        Assert.AreEqual(Show(first), Show(second));
        Assert.AreEqual(FetchFailure.Refused, other.Failures.Single().Failure);
        Assert.IsTrue(other.Files.IsEmpty);
        string kept = string.Concat(Kept().Select(path => path + Encoding.UTF8.GetString(File.ReadAllBytes(path))));
        StringAssert.Contains(kept, "foo-1.0");
        foreach (string secret in (string[])["alice", "opensesame", Convert.ToBase64String("alice:opensesame"u8)])
            Assert.IsFalse(kept.Contains(secret, StringComparison.Ordinal), secret);
    }

    [TestMethod]
    public async Task A_page_for_everybody_says_nothing_of_what_a_credential_opens()
    {
        using LoopbackIndex index = Index(Fresh);
        await ListAsync(index.Simple);
        index.Add(Sdist("foo-2.0.tar.gz"));

        ProjectListing own = await ListAsync(WithUser(index.Simple, "alice:opensesame"));

        CollectionAssert.Contains(own.Files.Select(file => file.FileName).ToArray(), "foo-2.0.tar.gz");
        Assert.AreEqual("- 200, - 200", string.Join(", ", index.Pages));
    }

    [TestMethod]
    [DataRow("no-store, max-age=600", "foo-1.0.tar.gz")]
    [DataRow(Fresh, "foo-1.0.tar.gz?signature=abc")]
    [DataRow(Fresh, "https://alice:opensesame@example.com/foo-1.0.tar.gz")]
    public async Task A_page_that_is_not_to_be_kept_is_not(string cacheControl, string link)
    {
        using LoopbackServer server = new();
        server.Serve("/simple/foo/", Encoding.UTF8.GetBytes($"<a href='{link}'>x</a>"), "text/html");
        server.Inject(null, (_, right) => right.With("Cache-Control", cacheControl));

        await ListAsync(new Uri(server.Root, "simple/"));
        await ListAsync(new Uri(server.Root, "simple/"));

        Assert.IsEmpty(Kept());
        Assert.AreEqual(2, server.Requests.Count);
    }

    private static LoopbackIndex Index(string? cacheControl, bool htmlOnly = false)
    {
        LoopbackIndex index = new() { HtmlOnly = htmlOnly, CacheControl = cacheControl };
        WheelBuilder wheel = new("foo", "1.0");
        index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()) { RequiresPython = ">=3.8,<4", Yanked = "a <reason>" });
        index.Add(Sdist("foo-1.0.tar.gz"));
        return index;
    }

    private static IndexedFile Sdist(string name) => new(name, [1, 2, 3]);

    private static Uri WithUser(Uri url, string user) => new(url.AbsoluteUri.Replace("//", $"//{user}@", StringComparison.Ordinal));

    private static string Show(ProjectListing listing) => string.Join('\n', listing.Files.Select(file =>
        $"{file with { Hashes = [], MetadataHashes = [] }} {string.Join(' ', file.Hashes)} {string.Join(' ', file.MetadataHashes)}"));

    private string[] Kept() => Directory.Exists(new UserCache(_cache.Path).Pages)
        ? Directory.GetFiles(new UserCache(_cache.Path).Pages, "*", SearchOption.AllDirectories)
        : [];

    private async Task<ProjectListing> ListAsync(Uri index, bool asksAnew = false)
    {
        IndexSettings settings = TestHost.Settings(index);
        HostFacts host = TestHost.Linux("/nowhere");
        using IndexClient client = new(settings, host, CredentialStore.For(settings, host), "/", new RetryPolicy(0))
        {
            Pages = new PageCache(_cache.Path),
            AsksAnew = asksAnew,
        };
        return await client.ListAsync(Foo, TestContext.CancellationToken);
    }
}

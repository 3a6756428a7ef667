using System.IO.Compression;
using System.Text;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Pages;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class IndexClientTests
{
    private static readonly PackageName Foo = PackageName.Normalize("foo");

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Both_kinds_of_page_say_the_same(bool htmlOnly)
    {
        using LoopbackIndex index = new() { HtmlOnly = htmlOnly };
        WheelBuilder wheel = new("foo", "1.0");
        IndexedFile file = new(wheel.FileName, wheel.ToBytes()) { RequiresPython = ">=3.8,<4", Yanked = "a <reason>" };
        index.Add(file);

        IndexFile listed = (await ListAsync(TestHost.Settings(index.Simple))).Files.Single();

        Assert.AreEqual(file.FileName, listed.FileName);
        Assert.AreEqual($"sha256:{file.Sha256}", listed.Hashes.Single().ToString());
        Assert.AreEqual(">=3.8,<4", listed.RequiresPython);
        Assert.AreEqual("a <reason>", listed.YankedReason);
        Assert.IsTrue(listed.HasMetadata);
        Assert.AreEqual(new Uri(index.Root, $"files/{file.FileName}"), new Uri(listed.UrlWithoutFragment));
        StringAssert.StartsWith(index.Requests[0]["Accept"], LoopbackIndex.Json);
    }

    [TestMethod]
    public async Task Every_index_and_every_link_is_asked_once()
    {
        using TempDirectory temp = new();
        new WheelBuilder("foo", "0.1").WriteTo(temp["wheels"]);
        temp.Write("page.html", "<a href='foo-0.2.tar.gz'>x</a> <a href='bar-0.2.tar.gz'>x</a>");
        using LoopbackIndex one = new(), two = new();
        one.Add(new IndexedFile("foo-1.0.tar.gz", [1]));
        two.Add(new IndexedFile("foo-2.0.tar.gz", [2]));
        IndexSettings settings = TestHost.Settings(one.Simple, two.Simple) with
        {
            FindLinks = [.. new[] { "wheels", "page.html", "absent" }.Select(text => ConfiguredLinks.Of(text, SettingOrigin.Default))],
        };
        using IndexClient client = Client(settings, temp.Path);

        ProjectListing listing = await client.ListAsync(Foo, TestContext.CancellationToken);
        await client.ListAsync(Foo, TestContext.CancellationToken);

        Assert.AreEqual(
            "foo-0.1-py3-none-any.whl foo-0.2.tar.gz foo-1.0.tar.gz foo-2.0.tar.gz",
            string.Join(' ', listing.Files.Select(file => file.FileName)));
        Assert.AreEqual(temp["absent"], listing.Missing.Single());
        Assert.AreEqual(1, one.Requests.Count);
        Assert.AreEqual(1, two.Requests.Count);
    }

    [TestMethod]
    public async Task A_project_that_an_index_does_not_have_is_no_failure()
    {
        using LoopbackIndex index = new();

        ProjectListing listing = await ListAsync(TestHost.Settings(index.Simple));

        Assert.IsTrue(listing.Files.IsEmpty && listing.Failures.IsEmpty);
        Assert.AreEqual(1, index.Requests.Count);
    }

    [TestMethod]
    [DataRow("application/zip", "x", "`application/zip`, which is no index page")]
    [DataRow(LoopbackIndex.Json, "{]", "its page is not JSON")]
    [DataRow(LoopbackIndex.Json, """{"meta": {"api-version": "2.0"}, "name": "foo", "files": []}""", "version 2.0")]
    [DataRow("text/html", """<meta name="pypi:repository-version" content="3.1">""", "version 3.1")]
    public async Task An_answer_that_is_no_page_is_a_failure(string contentType, string body, string reason)
    {
        using LoopbackServer server = new();
        server.Serve("/simple/foo/", Encoding.UTF8.GetBytes(body), contentType);

        FetchException failure = (await ListAsync(TestHost.Settings(new Uri(server.Root, "simple/")))).Failures.Single();

        Assert.AreEqual(FetchFailure.Nonsense, failure.Failure);
        StringAssert.Contains(failure.Reason, reason);
    }

    [TestMethod]
    public async Task A_page_that_was_cut_before_it_was_sent_is_asked_for_again()
    {
        using LoopbackIndex index = new();
        index.Add(new IndexedFile("foo-1.0.tar.gz", [1]));
        int kept = 40;
        index.Inject("/simple/foo/", (_, right) => Cut(right), times: 1);

        Assert.AreEqual("foo-1.0.tar.gz", (await ListAsync(TestHost.Settings(index.Simple))).Files.Single().FileName);

        foreach (int length in (int[])[1, 40, 100])
        {
            kept = length;
            index.Inject("/simple/foo/", (_, right) => Cut(right));
            FetchException failure = (await ListAsync(TestHost.Settings(index.Simple))).Failures.Single();
            Assert.AreEqual("the answer broke off: Try again later", $"{failure.Reason}: {failure.Remedy}");
        }

        LoopbackResponse Cut(LoopbackResponse right) =>
            new LoopbackResponse(200, right.Body[..kept]).With("Content-Type", LoopbackIndex.Json);
    }

    [TestMethod]
    [DataRow("br")]
    [DataRow("deflate")]
    [DataRow("gzip, gzip")]
    public async Task A_page_in_an_encoding_that_nobody_asked_for_is_a_failure_and_no_empty_page(string coding)
    {
        using LoopbackServer server = new();
        server.Serve("/simple/foo/", "packed"u8.ToArray(), "text/html");
        server.Inject(null, (_, right) => right.With("Content-Encoding", coding));

        FetchException failure = (await ListAsync(TestHost.Settings(new Uri(server.Root, "simple/")))).Failures.Single();

        StringAssert.Contains(failure.Reason, $"encoded as `{coding}`");
    }

    [TestMethod]
    [DataRow("gzip")]
    [DataRow("x-gzip")]
    [DataRow("GZIP")]
    public async Task A_compressed_page_is_read(string coding)
    {
        using LoopbackServer server = new();
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write("<a href=\"foo-1.0.tar.gz\">x</a>"u8);
        server.Serve("/simple/foo/", packed.ToArray(), "text/html");
        server.Inject(null, (_, right) => right.With("Content-Encoding", coding));

        ProjectListing listing = await ListAsync(TestHost.Settings(new Uri(server.Root, "simple/")));

        Assert.AreEqual("foo-1.0.tar.gz", listing.Files.Single().FileName);
        Assert.AreEqual("gzip", server.Requests[0]["Accept-Encoding"]);
    }

    [TestMethod]
    public async Task A_page_that_is_redirected_to_is_the_base_of_its_links()
    {
        using LoopbackIndex elsewhere = new();
        elsewhere.Add(new IndexedFile("foo-1.0.tar.gz", [1]));
        using LoopbackServer server = new();
        server.Inject("/simple/foo/", Faults.RedirectToServer(elsewhere));

        ProjectListing listing = await ListAsync(TestHost.Settings(new Uri(server.Root, "simple/")));

        Assert.AreEqual(elsewhere.Root.Authority, new Uri(listing.Files.Single().Url).Authority);
    }

    [TestMethod]
    public async Task A_page_on_a_server_can_not_name_files_of_this_machine()
    {
        using LoopbackServer server = new();
        server.Serve(
            "/simple/foo/",
            "<a href='file:///etc/foo-1.0.tar.gz'>x</a><a href='ftp://h/foo-1.1.tar.gz'>x</a><a href='http://[/foo-1.2.tar.gz'>x</a><a href='foo-1.3.tar.gz'>x</a>"u8.ToArray(),
            "text/html");

        ProjectListing listing = await ListAsync(TestHost.Settings(new Uri(server.Root, "simple/")));

        Assert.AreEqual("foo-1.3.tar.gz", listing.Files.Single().FileName);
    }

    [TestMethod]
    [DataRow("a.example", "https://aa.example/")]
    [DataRow("ample", "https://a.example/")]
    public void Half_a_label_is_no_host_without_a_proxy(string exceptions, string url)
    {
        Assert.IsFalse(EnvironmentProxy.From(
            TestHost.Linux("/", ("https_proxy", "http://proxy:3128"), ("no_proxy", exceptions)))!.IsBypassed(new Uri(url)));
    }

    [TestMethod]
    [DataRow("", "https://a.example/", false)]
    [DataRow("*", "https://a.example/", true)]
    [DataRow("example", "https://a.example/", true)]
    [DataRow(".example", "https://a.example/", true)]
    [DataRow("a.example:8443", "https://a.example/", false)]
    [DataRow("a.example:8443", "https://a.example:8443/", true)]
    [DataRow("x, 10.0.0.0/8", "https://10.1.2.3/", true)]
    [DataRow("10.0.0.0/8", "https://11.1.2.3/", false)]
    [DataRow("10.1.2.3", "https://10.1.2.3/", true)]
    [DataRow("10.1.2.3/8", "https://10.200.2.3/", true)]
    [DataRow("10.1.2.3/12", "https://10.200.2.3/", false)]
    [DataRow("192.168.0.1/33", "https://192.168.0.1/", false)]
    [DataRow("EXAMPLE", "https://a.example/", true)]
    [DataRow("localhost", "https://localhost:8443/", true)]
    [DataRow("localhost,127.0.0.1", "https://127.0.0.1:8443/", true)]
    public void Hosts_without_a_proxy_are_those_requests_would_ask_directly(string exceptions, string url, bool expected)
    {
        EnvironmentProxy? proxy = EnvironmentProxy.From(
            TestHost.Linux("/", ("https_proxy", "http://proxy:3128"), ("no_proxy", exceptions)));

        Assert.AreEqual(expected, proxy!.IsBypassed(new Uri(url)));
        bool python = PythonOracle.Required.Ask<string[], bool>(
            "from pip._vendor.requests.utils import should_bypass_proxies\nanswer = bool(should_bypass_proxies(question[0], question[1]))",
            [url, exceptions]);
        Assert.AreEqual(expected, python);
    }

    // Forms of curl, Go and .NET, which requests does not know.
    [TestMethod]
    [DataRow("*.example", "https://a.example/", true)]
    [DataRow("*.a.example", "https://b.example/", false)]
    [DataRow("x.example a.example", "https://a.example/", true)]
    [DataRow("10.1.2.3:8443", "https://10.1.2.3:8443/", true)]
    [DataRow("10.1.2.3:8443", "https://10.1.2.3/", false)]
    [DataRow("[::1]", "https://[::1]/", true)]
    [DataRow("::1", "https://[::1]/", true)]
    [DataRow("0:0:0:0:0:0:0:1", "https://[::1]/", true)]
    [DataRow("[::1]:8443", "https://[::1]:8443/", true)]
    [DataRow("[::1]:8443", "https://[::1]/", false)]
    [DataRow("fd00::/8", "https://[fd12::1]/", true)]
    [DataRow("fd00::/8", "https://[fe80::1]/", false)]
    [DataRow("fd00::/8", "https://10.1.2.3/", false)]
    [DataRow("10.0.0.0/8", "https://[fd12::1]/", false)]
    public void Other_forms_of_hosts_without_a_proxy_count_too(string exceptions, string url, bool expected)
    {
        Assert.AreEqual(
            expected,
            EnvironmentProxy.From(TestHost.Linux("/", ("https_proxy", "http://proxy:3128"), ("no_proxy", exceptions)))!.IsBypassed(new Uri(url)));
    }

    [TestMethod]
    public async Task A_folder_laid_out_as_an_index_is_one()
    {
        using TempDirectory temp = new();
        temp.Write("simple/foo/index.html", "<a href='../../files/foo-1.0.tar.gz'>x</a>");

        ProjectListing listing = await ListAsync(TestHost.Settings(FileUrl.Of(temp["simple"])));

        Assert.AreEqual(temp["files/foo-1.0.tar.gz"], FileUrl.ToPath(new Uri(listing.Files.Single().Url)));
    }

    [TestMethod]
    [DataRow("file:///C:/foo/a b-1.zip", true, "file:///C:/foo/a%20b-1.zip")]
    [DataRow("file:///C:/foo/a b-1.zip", false, "file:///C%3A/foo/a%20b-1.zip")]
    [DataRow("file:///d:/x:y/b-1.zip", true, "file:///d:/x%3Ay/b-1.zip")]
    [DataRow("file://server/share/foo/b-1.zip", true, "file://server/share/foo/b-1.zip")]
    [DataRow("file:///srv/C:/b-1.zip", true, "file:///srv/C%3A/b-1.zip")]
    [DataRow("https://host/C:/b-1.zip", true, "https://host/C%3A/b-1.zip")]
    public void A_link_of_a_page_keeps_its_drive_where_there_are_drives(string link, bool hasDrives, string expected) =>
        Assert.AreEqual(expected, UrlParts.Split(link).Quoted(hasDrives).ToString());

    [TestMethod]
    [DataRow("https://host/simple", "https://host/simple/foo-bar/")]
    [DataRow("https://host/simple/", "https://host/simple/foo-bar/")]
    [DataRow("https://host", "https://host/foo-bar/")]
    [DataRow("https://host/simple/?sig=x", "https://host/simple/foo-bar/?sig=x")]
    public void A_page_is_at_the_normalised_name(string index, string expected)
    {
        Assert.AreEqual(expected, IndexClient.PageOf(new Uri(index), PackageName.Normalize("Foo_Bar")).AbsoluteUri);
    }

    [TestMethod]
    public async Task A_plain_http_index_elsewhere_is_not_asked()
    {
        FetchException failure = (await ListAsync(TestHost.Settings(new Uri("http://pypi.example/simple/")))).Failures.Single();

        Assert.AreEqual(FetchFailure.Insecure, failure.Failure);
        StringAssert.Contains(failure.Remedy, "PIP_TRUSTED_HOST");
    }

    [TestMethod]
    public async Task A_proxy_of_the_environment_is_used_except_where_it_is_not_to_be()
    {
        using LoopbackServer proxy = new();
        proxy.Serve("http://pypi.example/simple/foo/", "<a href='foo-1.0.tar.gz'>x</a>"u8.ToArray(), "text/html");
        IndexSettings settings = TestHost.Settings(new Uri("http://pypi.example/simple/")) with { TrustedHosts = ["pypi.example"] };
        HostFacts host = TestHost.Linux("/nowhere", ("http_proxy", proxy.Root.Authority));

        using IndexClient client = Client(settings, "/", host);
        Assert.AreEqual(1, (await client.ListAsync(Foo, TestContext.CancellationToken)).Files.Length);

        using LoopbackIndex direct = new();
        using IndexClient bypassing = Client(
            TestHost.Settings(direct.Simple), "/",
            TestHost.Linux("/nowhere", ("http_proxy", proxy.Root.Authority), ("NO_PROXY", "example.org, 127.0.0.0/8")));
        await bypassing.ListAsync(Foo, TestContext.CancellationToken);
        Assert.AreEqual(1, direct.Requests.Count);
        Assert.AreEqual(1, proxy.Requests.Count);
    }

    [TestMethod]
    [DataRow("/a b/c#d?e%20f", "file:///a%20b/c%23d%3Fe%2520f")]
    [DataRow("/ünï/日本", "file:///%C3%BCn%C3%AF/%E6%97%A5%E6%9C%AC")]
    public void A_path_survives_as_a_url(string path, string url)
    {
        Assert.AreEqual(url, FileUrl.Of(path).AbsoluteUri);
        Assert.AreEqual(path, FileUrl.ToPath(FileUrl.Of(path)));
    }

    [TestMethod]
    public void Two_slashes_begin_a_path_where_there_are_no_shares()
    {
        (string path, string url) = OperatingSystem.IsWindows()
            ? (@"\\h\share", "file://h/share")
            : ("//u:p@h/share", "file:///u%3Ap%40h/share");
        Assert.AreEqual(url, FileUrl.Of(path).AbsoluteUri);
    }

    private static IndexClient Client(IndexSettings settings, string folder, HostFacts? host = null) => new(
        settings, host
            ?? TestHost.Linux("/nowhere"), TestHost.NoCredentials, folder, new RetryPolicy(1) { FirstDelay = TimeSpan.FromMilliseconds(1) });

    private async Task<ProjectListing> ListAsync(IndexSettings settings)
    {
        using IndexClient client = Client(settings, "/");
        return await client.ListAsync(Foo, TestContext.CancellationToken);
    }
}

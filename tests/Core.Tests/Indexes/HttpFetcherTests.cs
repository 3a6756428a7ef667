using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Indexes.Streams;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Urls;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class HttpFetcherTests
{
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(new string('x', 200_000));
    private static readonly RetryPolicy Quick = new(3) { FirstDelay = TimeSpan.FromMilliseconds(1) };

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(500)]
    [DataRow(502)]
    [DataRow(503)]
    [DataRow(429)]
    public async Task A_temporary_failure_is_tried_again(int status)
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.Status(status), times: 2);

        CollectionAssert.AreEqual(Bytes, await GetAsync(server));
        Assert.AreEqual(3, server.Count("/a"));
    }

    [TestMethod]
    public async Task Hanging_up_truncating_and_stalling_are_tried_again()
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.HangUp, times: 1);
        server.Inject("/a", Faults.Truncate(100_000), times: 1);
        server.Inject("/a", Faults.Stall(50_000), times: 1);

        CollectionAssert.AreEqual(Bytes, await GetAsync(server, new IndexSettings { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.AreEqual(4, server.Count("/a"));
    }

    [TestMethod]
    public async Task Failures_without_end_are_reported_with_their_number()
    {
        using LoopbackServer server = new();
        server.Inject("/a", Faults.Status(503));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(server));

        Assert.AreEqual("the server answered 503 (ServiceUnavailable), 4 times", failure.Reason);
        Assert.AreEqual(4, server.Count("/a"));
        Assert.AreEqual("PYENV3007", failure.ToDiagnostic(SourceSpan.None).Code);
    }

    [TestMethod]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.Stall(0));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(
            () => GetAsync(server, new IndexSettings { Timeout = TimeSpan.FromMilliseconds(100) }, Quick with { Retries = 1 }));

        Assert.AreEqual("nothing came for 0.1 seconds, 2 times", failure.Reason);
    }

    [TestMethod]
    public async Task A_slow_server_that_keeps_sending_is_waited_for()
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.Slow(40_000, TimeSpan.FromMilliseconds(150)));

        CollectionAssert.AreEqual(Bytes, await GetAsync(server, new IndexSettings { Timeout = TimeSpan.FromMilliseconds(450) }));
        Assert.AreEqual(1, server.Count("/a"));
    }

    [TestMethod]
    public void Retry_after_is_obeyed_up_to_the_longest_pause_and_not_waited_for_beyond()
    {
        RetryPolicy policy = new(5) { LongestDelay = TimeSpan.FromSeconds(30) };
        DateTimeOffset now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.AreEqual(TimeSpan.FromSeconds(7), policy.DelayAfter(0, new(TimeSpan.FromSeconds(7)), now));
        Assert.AreEqual(TimeSpan.FromSeconds(9), policy.DelayAfter(0, new(now.AddSeconds(9)), now));
        Assert.AreEqual(TimeSpan.Zero, policy.DelayAfter(0, new(now.AddSeconds(-9)), now));
        Assert.IsNull(policy.DelayAfter(0, new(TimeSpan.FromHours(1)), now));
        Assert.AreEqual(TimeSpan.FromSeconds(30), policy.DelayAfter(12, null, now));
        Assert.AreEqual(TimeSpan.FromSeconds(1), policy.DelayAfter(2, null, now));
    }

    [TestMethod]
    public async Task Too_many_requests_wait_as_long_as_the_server_asks()
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.TooManyRequests("1"), times: 1);
        long start = TimeProvider.System.GetTimestamp();

        await GetAsync(server);

        Assert.IsTrue(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromSeconds(0.9));
    }

    [TestMethod]
    public async Task A_server_that_asks_for_a_pause_until_a_date_is_not_waited_for_either()
    {
        using LoopbackServer server = new();
        server.Inject("/a", Faults.TooManyRequests("Fri, 31 Dec 9999 23:59:59 GMT"));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(server));

        StringAssert.EndsWith(failure.Reason, "asks to be left alone until Fri, 31 Dec 9999 23:59:59 GMT");
    }

    [TestMethod]
    public async Task A_server_that_asks_for_a_pause_of_months_is_not_waited_for()
    {
        using LoopbackServer server = new();
        server.Inject("/a", Faults.TooManyRequests("10000000"));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(server));

        Assert.AreEqual("the server answered 429 (TooManyRequests) and asks to be left alone for 10000000 seconds", failure.Reason);
        Assert.AreEqual(1, server.Count("/a"));
    }

    [TestMethod]
    public async Task A_server_that_drips_is_given_up_once()
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.Slow(1, TimeSpan.FromMilliseconds(20)));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(
            () => GetAsync(server, new IndexSettings { Timeout = TimeSpan.FromSeconds(1) }));

        Assert.AreEqual("less than a kilobyte a second came", failure.Reason);
        Assert.AreEqual(1, server.Count("/a"));
    }

    [TestMethod]
    public async Task The_whole_of_an_answer_has_a_time()
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.Slow(4096, TimeSpan.FromMilliseconds(50)));
        using HttpFetcher fetcher = Fetcher();
        var request = new FetchRequest(new Uri(server.Root, "a")) { Longest = TimeSpan.FromMilliseconds(300) };

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(
            () => fetcher.FetchAsync(() => request, ReadAsync, TestContext.CancellationToken));

        StringAssert.StartsWith(failure.Reason, "it had not ended after");
        Assert.AreEqual(1, server.Count("/a"));
    }

    [TestMethod]
    public async Task A_server_that_is_down_is_asked_for_no_other_file()
    {
        using LoopbackServer server = new();
        server.Inject(null, Faults.Stall(0));
        List<string> notices = [];
        using HttpFetcher fetcher = Fetcher(
            new IndexSettings { Timeout = TimeSpan.FromMilliseconds(100) }, Quick with { Retries = 1 }, notices.Add);

        FetchException[] failures = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Assert.ThrowsExactlyAsync<FetchException>(
            () => fetcher.FetchAsync(() => new FetchRequest(new Uri(server.Root, $"{i}")), ReadAsync, TestContext.CancellationToken))));
        FetchFindings findings = new();
        foreach (FetchException failure in failures)
            findings.Add(failure, SourceSpan.None);

        Assert.IsLessThan(40, server.Requests.Count);
        Diagnostic finding = findings.Describe().Single();
        StringAssert.EndsWith(finding.Evidence, "nothing came for 0.1 seconds, 2 times; 100 files of it were not fetched");
        Assert.AreEqual($"`{server.Root.Authority}`: nothing came for 0.1 seconds; it is asked again, up to 1 times", notices.Single());
    }

    [TestMethod]
    public async Task Many_requests_to_a_slow_server_do_not_run_out_of_time_while_they_wait_for_each_other()
    {
        using LoopbackServer server = new();
        server.Serve("/a", Bytes);
        server.Inject("/a", Faults.Slow(100_000, TimeSpan.FromMilliseconds(60)));
        using HttpFetcher fetcher = Fetcher(new IndexSettings { Timeout = TimeSpan.FromMilliseconds(600) }, Quick with { Retries = 0 });

        byte[][] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            fetcher.FetchAsync(() => new FetchRequest(new Uri(server.Root, "a")), ReadAsync, TestContext.CancellationToken)));

        Assert.IsTrue(answers.All(answer => answer.Length == Bytes.Length));
    }

    [TestMethod]
    public async Task A_file_comes_as_it_is_and_text_is_unpacked()
    {
        byte[] packed = Packed(Bytes);
        using LoopbackServer server = new();
        server.Inject("/a", (_, _) => new LoopbackResponse(200, packed).With("Content-Encoding", "gzip"));
        using HttpFetcher fetcher = Fetcher();
        var request = new FetchRequest(new Uri(server.Root, "a"));

        CollectionAssert.AreEqual(packed, await fetcher.FetchAsync(() => request, ReadAsync, TestContext.CancellationToken));
        CollectionAssert.AreEqual(
            Bytes, await fetcher.FetchAsync(() => request with { IsText = true }, ReadAsync, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Text_that_was_cut_off_before_it_was_sent_is_asked_for_again()
    {
        byte[] packed = Packed(Bytes);
        int[] lengths = [0, 5, packed.Length / 2, packed.Length];
        using LoopbackServer server = new();
        int answers = 0;
        server.Inject(
            "/a", (_, _) => new LoopbackResponse(200, packed[..lengths[answers++ % lengths.Length]]).With("Content-Encoding", "gzip"));
        using HttpFetcher fetcher = Fetcher();
        var request = new FetchRequest(new Uri(server.Root, "a")) { IsText = true };

        CollectionAssert.AreEqual(Bytes, await fetcher.FetchAsync(() => request, ReadAsync, TestContext.CancellationToken));

        Assert.AreEqual(lengths.Length, answers);
        lengths = [packed.Length / 2];
        FetchException refused = await Assert.ThrowsExactlyAsync<FetchException>(
            () => fetcher.FetchAsync(() => request, ReadAsync, TestContext.CancellationToken));
        StringAssert.Contains(refused.Reason, "broke off");
    }

    [TestMethod]
    public async Task Text_in_several_members_of_gzip_is_read_to_its_end()
    {
        byte[][] whole =
        [
            [.. Packed(Bytes[..70_000]), .. Packed(Bytes[70_000..])],
            [.. Packed(Bytes), .. Packed([])],
            [.. Packed([]), .. Packed(Bytes)],
            [.. Packed(Bytes), .. new byte[512]],
        ];
        using LoopbackServer server = new();
        using HttpFetcher fetcher = Fetcher();
        var request = new FetchRequest(new Uri(server.Root, "a")) { IsText = true };
        foreach (byte[] packed in whole)
        {
            server.Inject("/a", (_, _) => new LoopbackResponse(200, packed).With("Content-Encoding", "gzip"), times: 1);
            CollectionAssert.AreEqual(Bytes, await fetcher.FetchAsync(() => request, ReadAsync, TestContext.CancellationToken));
        }

        // A flush ends a member; what follows it may be cut.
        byte[] cut = whole[0][..^20];
        server.Inject("/a", (_, _) => new LoopbackResponse(200, cut).With("Content-Encoding", "gzip"));
        FetchException refused = await Assert.ThrowsExactlyAsync<FetchException>(
            () => fetcher.FetchAsync(() => request, ReadAsync, TestContext.CancellationToken));
        StringAssert.Contains(refused.Reason, "broke off");
    }

    [TestMethod]
    public async Task Text_that_was_cut_off_anywhere_is_never_taken_for_the_whole()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 90).Select(i => $"<a href=\"foo-{i * 7919}.whl\">x</a>\n")));
        foreach (byte[] packed in (byte[][])[Packed(text), Packed(Bytes), Packed([])])
        {
            for (int length = 0; length < packed.Length; length++)
            {
                using GzipBody body = new(new MemoryStream(packed[..length]));
                await Assert.ThrowsExactlyAsync<HttpIOException>(
                    () => PythonEnv.Indexes.PageReader.ReadAllAsync(body, int.MaxValue, TestContext.CancellationToken), $"{length} bytes");
            }
        }
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static async Task<byte[]> ReadAsync(FetchAnswer answer, CancellationToken cancellation) =>
        (await PythonEnv.Indexes.PageReader.ReadAllAsync(answer.Body, int.MaxValue, cancellation))!;

    [TestMethod]
    public async Task Redirects_are_followed_and_circles_are_left()
    {
        using LoopbackServer server = new();
        server.Serve("/b", Bytes);
        server.Inject("/a", Faults.RedirectTo(new Uri("b", UriKind.Relative), 307));
        CollectionAssert.AreEqual(Bytes, await GetAsync(server));

        using LoopbackServer circle = new();
        circle.Inject("/a", Faults.RedirectTo(new Uri(circle.Root, "b")));
        circle.Inject("/b", Faults.RedirectTo(new Uri(circle.Root, "a")));
        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(circle));
        StringAssert.Contains(failure.Reason, "circle");
        Assert.AreEqual(2, circle.Requests.Count);
    }

    [TestMethod]
    [DataRow("http://192.0.2.1/simple/", "which is not secure")]
    [DataRow("file:///etc/passwd", "which is not secure")]
    [DataRow("ftp://127.0.0.1/", "which is not secure")]
    public async Task A_redirect_to_where_nothing_may_be_asked_is_refused(string target, string reason)
    {
        using LoopbackServer server = new();
        server.Inject("/a", Faults.RedirectTo(new Uri(target)));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(server));

        Assert.AreEqual(FetchFailure.Insecure, failure.Failure);
        StringAssert.Contains(failure.Reason, reason);
    }

    [TestMethod]
    public async Task Credentials_go_to_their_origin_and_not_with_a_redirect()
    {
        using LoopbackServer elsewhere = new();
        elsewhere.Serve("/a", Bytes);
        using LoopbackServer server = new();
        server.Inject("/a", Faults.RequireBasic("user", "sécret"), times: 1);
        server.Inject("/a", Faults.RedirectToServer(elsewhere));
        IndexSettings settings = TestHost.Settings(new Uri($"http://user:s%C3%A9cret@{server.Root.Authority}/simple/"));

        // The first answer is 404 for the right credentials, so that what was sent is judged, not what came back.
        await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(server, settings));
        Assert.AreEqual("user:sécret", server.Requests[0].BasicCredentials);
        CollectionAssert.AreEqual(Bytes, await GetAsync(server, settings));
        Assert.AreEqual("user:sécret", server.Requests[1].BasicCredentials);
        Assert.IsNull(elsewhere.Requests[0]["Authorization"]);
    }

    [TestMethod]
    [DataRow(401, "` wants a credential and none was found", "the server answered 401 (Unauthorized); ")]
    [DataRow(403, "` forbids what is asked, and no credential was sent", "the server answered 403 (Forbidden); ")]
    [DataRow(404, "` can't be used", "the server answered 404 (NotFound); ")]
    [DataRow(500, "` can't be used", "the server answered 500 (InternalServerError), 4 times; ")]
    [DataRow(0, "` can't be used", "no connection could be made; ")]
    public async Task A_failure_behind_a_redirect_names_the_host_that_fails_and_the_one_that_sends_there(
        int status, string problem, string reason)
    {
        using LoopbackServer elsewhere = new();
        string there = elsewhere.Root.Authority;
        if (status == 0)
            elsewhere.Dispose();
        else
            elsewhere.Inject(null, Faults.Status(status));
        using LoopbackServer server = new();
        server.Inject("/a", Faults.RedirectTo(new Uri($"http://{there}/a")));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(server));

        Assert.AreEqual($"`{there}{problem}", failure.Problem);
        Assert.AreEqual($"http://{there}/a", failure.Place);
        Assert.StartsWith($"{reason}`{server.Root.Authority}` redirects to `{there}`", failure.Reason);
        Assert.AreEqual(server.Root.Authority, failure.Host);
    }

    [TestMethod]
    [DataRow("//")]
    [DataRow("///x")]
    public async Task A_redirect_to_no_place_is_what_the_server_answered(string target)
    {
        using LoopbackServer server = new();
        server.Inject("/a", Faults.RedirectTo(new Uri(target, UriKind.Relative)));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(() => GetAsync(server));

        Assert.AreEqual("the server answered 302 (Found)", failure.Reason);
    }

    [TestMethod]
    public async Task A_refusal_names_the_host_and_no_secret()
    {
        using LoopbackServer server = new();
        server.Inject(null, Faults.RequireBasic("user", "right"));
        IndexSettings settings = TestHost.Settings(new Uri($"http://user:hunter2@{server.Root.Authority}/simple/?token=hunter2"));

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(
            () => GetAsync(server, settings, path: "simple/foo/?token=hunter2"));

        Assert.AreEqual(FetchFailure.Refused, failure.Failure);
        string shown = $"{failure} {failure.ToDiagnostic(SourceSpan.None)} {settings.Indexes[0]} {settings.Indexes[0].Location}";
        StringAssert.Contains(shown, server.Root.Authority);
        Assert.IsFalse(shown.Contains("hunter2", StringComparison.Ordinal), shown);
        Assert.AreEqual(1, server.Requests.Count);
    }

    [TestMethod]
    [DataRow(
        401, "", "`{0}` wants a credential and none was found",
        "looked in the index's URL (none), /nowhere/.netrc (no such file), VSS_NUGET_EXTERNAL_FEED_ENDPOINTS (not set), "
            + "keyring (off: `PIP_KEYRING_PROVIDER` is not `subprocess`)")]
    [DataRow(403, "", "`{0}` forbids what is asked, and no credential was sent", "looked in")]
    [DataRow(401, "me:hunter2@", "`{0}` refuses user `me`", "the credential came from PIP_INDEX_URL")]
    [DataRow(403, "me:hunter2@", "user `me` may not read from `{0}`", "the credential came from PIP_INDEX_URL")]
    [DataRow(401, "hunter2@", "`{0}` refuses a token", "the credential came from PIP_INDEX_URL")]
    public async Task A_refusal_names_whether_and_which_credential_was_sent(int status, string credential, string problem, string evidence)
    {
        using LoopbackServer server = new();
        server.Inject(null, Faults.Status(status));
        Assert.IsTrue(IndexUrl.TryParse($"http://{credential}{server.Root.Authority}/simple/", out IndexUrl? url, "PIP_INDEX_URL"));
        IndexSettings settings = new() { Indexes = [new ConfiguredIndex(url, SettingOrigin.Default)] };
        using HttpFetcher fetcher = Fetcher(settings);

        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(
            () => fetcher.FetchAsync(
                () => new FetchRequest(new Uri(server.Root, "simple/foo/")), (_, _) => Task.FromResult(0), TestContext.CancellationToken));
        Diagnostic finding = failure.ToDiagnostic(SourceSpan.None);

        Assert.AreEqual(string.Format(System.Globalization.CultureInfo.InvariantCulture, problem, server.Root.Authority), finding.Problem);
        StringAssert.Contains(finding.Evidence, evidence);
        Assert.AreEqual(
            credential.Length == 0, finding.Remedy.Contains("by variables where a project or a file declares it", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", finding.ToString());
    }

    [TestMethod]
    public async Task A_closed_port_is_reported_as_such()
    {
        Uri gone;
        using (LoopbackServer server = new())
            gone = server.Root;

        using HttpFetcher fetcher = Fetcher();
        FetchException failure = await Assert.ThrowsExactlyAsync<FetchException>(
            () => fetcher.FetchAsync(() => new FetchRequest(gone), (_, _) => Task.FromResult(0), TestContext.CancellationToken));

        Assert.AreEqual("no connection could be made", failure.Reason);
    }

    [TestMethod]
    public async Task Cancellation_ends_a_stalled_request_at_once()
    {
        using LoopbackServer server = new();
        server.Inject("/a", Faults.Stall(0));
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(100));
        using HttpFetcher fetcher = Fetcher();

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => fetcher.FetchAsync(() => new FetchRequest(new Uri(server.Root, "a")), (_, _) => Task.FromResult(0), source.Token));
    }

    [TestMethod]
    [DataRow("http://pypi.example/simple/", "", false)]
    [DataRow("http://localhost:8080/", "", true)]
    [DataRow("http://127.9.9.9/", "", true)]
    [DataRow("http://[::1]:3141/", "", true)]
    [DataRow("https://pypi.example/", "", true)]
    [DataRow("http://pypi.example/simple/", "pypi.example", true)]
    [DataRow("http://pypi.example:81/simple/", "pypi.example", true)]
    [DataRow("http://pypi.example:81/simple/", "PyPI.example:81", true)]
    [DataRow("http://pypi.example:81/simple/", "pypi.example:82", false)]
    [DataRow("http://evil.pypi.example/", "pypi.example", false)]
    [DataRow("http://[2001:db8::1]:81/", "[2001:db8::1]:81", true)]
    [DataRow("http://[2001:db8::1]:81/", "2001:db8::1", true)]
    [DataRow("ftp://localhost/", "", false)]
    public void Plain_http_is_for_this_machine_and_trusted_hosts(string url, string trusted, bool expected)
    {
        TrustPolicy policy = new(trusted.Length == 0 ? [] : [trusted]);

        Assert.AreEqual(expected, policy.MayAsk(new Uri(url)));
    }

    private static HttpFetcher Fetcher(IndexSettings? settings = null, RetryPolicy? retry = null, Action<string>? notice = null)
    {
        settings ??= new IndexSettings();
        var host = TestHost.Linux("/nowhere");
        return new HttpFetcher(settings, host, CredentialStore.For(settings, host), retry ?? Quick, notice: notice);
    }

    private async Task<byte[]> GetAsync(LoopbackServer server, IndexSettings? settings = null, RetryPolicy? retry = null, string path = "a")
    {
        using HttpFetcher fetcher = Fetcher(settings, retry);
        return await fetcher.FetchAsync(() => new FetchRequest(new Uri(server.Root, path)), ReadAsync, TestContext.CancellationToken);
    }
}

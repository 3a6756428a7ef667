using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Packaging.Urls;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class CredentialTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("https://host/simple/foo/", "a:1")]
    [DataRow("https://host/other/files/foo.whl", "b:2")]
    [DataRow("https://host/somewhere/else", "a:1")]
    [DataRow("https://HOST/simple/", "a:1")]
    [DataRow("http://host/simple/", null)]
    [DataRow("https://host:444/simple/", null)]
    [DataRow("https://evil.host/simple/", null)]
    [DataRow("https://host.evil/simple/", null)]
    public void A_credential_is_for_its_origin_and_the_nearest_index(string url, string? expected)
    {
        CredentialStore store = Store(TestHost.Linux("/nowhere"), "https://a:1@host/simple/", "https://b:2@host/other/simple/");

        Assert.AreEqual(expected, Show(store.Find(new Uri(url))));
    }

    [TestMethod]
    public void A_token_alone_is_a_user_with_an_empty_password()
    {
        Assert.AreEqual("to%ken:", Show(Store(TestHost.Linux("/nowhere"), "https://to%25ken@host/").Find(new Uri("https://host/"))));
    }

    [TestMethod]
    public void Azure_pipelines_endpoints_open_their_feeds()
    {
        const string json = """
            {"endpointCredentials": [{"endpoint": "https://pkgs.example/org/_packaging/feed/pypi/simple/", "username": "any", "password": "pat"},
             {"endpoint": 5}, {"endpoint": "https://pkgs.example/x", "clientId": "no password"}, "text"]}
            """;
        CredentialStore store = Store(TestHost.Linux("/nowhere", (ExternalFeedEndpoints.Variable, json)));

        Assert.AreEqual("any:pat", Show(store.Find(new Uri("https://pkgs.example/org/_packaging/feed/pypi/download/foo/1.0/foo.whl"))));
        Assert.IsNull(store.Find(new Uri("https://other.example/")));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nonsense")]
    [DataRow("[]")]
    [DataRow("""{"endpointCredentials": {}}""")]
    [DataRow("""{"endpointCredentials": [{"endpoint": "\ud800"}]}""")]
    public void Endpoints_that_are_none_open_nothing(string json)
    {
        Assert.IsNull(ExternalFeedEndpoints.Parse(json));
    }

    [TestMethod]
    public void A_netrc_is_found_at_home_or_where_the_variable_says()
    {
        using TempDirectory temp = new();
        temp.Write(".netrc", "machine host login home password 1");
        string named = temp.Write("named", "machine host login named password 2");

        Assert.AreEqual("home:1", Show(Store(TestHost.Linux(temp.Path)).Find(new Uri("https://host/x"))));
        Assert.AreEqual("named:2", Show(Store(TestHost.Linux(temp.Path, ("NETRC", named))).Find(new Uri("https://host/"))));
        Assert.AreEqual("u:p", Show(Store(TestHost.Linux(temp.Path), "https://u:p@host/").Find(new Uri("https://host/"))));
        string folder = Store(TestHost.Linux(temp.Path, ("NETRC", temp.Path))).Searched(new Uri("https://host/"));
        StringAssert.Contains(folder, $"{temp.Path} (a folder)");
    }

    [TestMethod]
    [DataRow("https://host/x", "u:p")]
    [DataRow("https://host:8443/x", null)]
    [DataRow("http://host/x", null)]
    [DataRow("http://declared:8080/files/x", "d:q")]
    [DataRow("http://declared:8081/files/x", null)]
    [DataRow("https://declared/files/x", "d:q")]
    public void A_netrc_is_for_https_on_its_port_and_for_declared_origins(string url, string? expected)
    {
        using TempDirectory temp = new();
        temp.Write(".netrc", "machine host login u password p\nmachine declared login d password q");

        Assert.AreEqual(expected, Show(Store(TestHost.Linux(temp.Path), "http://declared:8080/simple/").Find(new Uri(url))));
    }

    [TestMethod]
    [DataRow("https://me@corp.com:p@ss@host/simple/", "me@corp.com:p@ss", "https://host/simple/")]
    [DataRow("https://u:s^e{c}r%41t@host/simple/", "u:s^e{c}rAt", "https://host/simple/")]
    [DataRow("https://u:s'e\"c@host/simple/", "u:s'e\"c", "https://host/simple/")]
    [DataRow("https://u:a b@host/simple/", "u:a b", "https://host/simple/")]
    [DataRow("https://u:\u00e9@host/simple/", "u:\u00e9", "https://host/simple/")]
    [DataRow("git+https://t0k@host/o/r.git@main", "t0k:", "git+https://host/o/r.git@main")]
    [DataRow("git+ssh://git@host/o/r.git@main", null, "git+ssh://git@host/o/r.git@main")]
    [DataRow("git+ssh://ada@host/o/r.git", null, "git+ssh://ada@host/o/r.git")]
    [DataRow("https://host/a@b", null, "https://host/a@b")]
    [DataRow("file://localhost/srv/a-1.0.zip", null, "file:///srv/a-1.0.zip")]
    public void A_credential_is_cut_out_of_a_URL_before_it_is_read(string text, string? credential, string bare)
    {
        Assert.IsTrue(IndexUrl.TryParse(text, out IndexUrl? url));

        Assert.AreEqual(credential, Show(url.Credential));
        Assert.AreEqual(bare, url.Url.OriginalString);
    }

    [TestMethod]
    [DataRow("machine host login u password p")]
    [DataRow("machine other login x password y\nmachine host\n  login u\n  password p\n")]
    [DataRow("# a comment machine host login no password no\nmachine host login u password p # the end\n")]
    [DataRow("machine host login \"u\" password \"p\"")]
    [DataRow("machine host login u\\ v password p\\\"q")]
    [DataRow("machine host user u account a password p")]
    [DataRow("machine host account a password p")]
    [DataRow("default login d password e")]
    [DataRow("machine x login y password z default login d password e")]
    [DataRow("macdef m\nmachine host login no\n\nmachine host login u password p")]
    [DataRow("machine host login u password #p")]
    [DataRow("machine host login u password p\nmachine host login u2 password p2")]
    [DataRow("machine host")]
    [DataRow("machine")]
    [DataRow("nonsense")]
    [DataRow("machine host login u nonsense")]
    [DataRow("#\nmachine host login u password p")]
    [DataRow("machine host #c\nlogin u password p")]
    [DataRow("")]
    public void A_netrc_reads_as_in_Python(string text)
    {
        const string script = """
            import netrc, os, tempfile
            fd, path = tempfile.mkstemp()
            os.write(fd, question.encode())
            os.close(fd)
            try:
                found = netrc.netrc(path).authenticators("host")
                answer = None if not found else (found[0] or found[1]) + ":" + found[2]
            except netrc.NetrcParseError:
                answer = None
            os.remove(path)
            """;
        string? expected = PythonOracle.Required.Ask<string, string?>(script, text);

        Assert.AreEqual(expected, Show(NetrcFile.TryParse(text)?.Find("host")));
    }

    [TestMethod]
    [DataRow("ARTIFACTS_CREDENTIALPROVIDER_EXTERNAL_FEED_ENDPOINTS")]
    [DataRow("VSS_NUGET_EXTERNAL_FEED_ENDPOINTS")]
    public void Endpoints_are_read_by_their_newer_and_by_their_older_name(string variable)
    {
        const string json = """{"endpointCredentials": [{"endpoint": "https://host/simple/", "username": "any", "password": "pat"}]}""";
        CredentialStore store = Store(TestHost.Linux("/nowhere", (variable, json)));

        Credential? found = store.Find(new Uri("https://host/simple/foo/"));

        Assert.AreEqual("any:pat", Show(found));
        Assert.AreEqual(variable, found!.Source);
        StringAssert.Contains(store.Searched(new Uri("https://other/")), $"{variable} (no such endpoint)");
    }

    [TestMethod]
    [DataRow("""{"endpointCredentials": [""")]
    [DataRow("""{"endpoints": []}""")]
    public void Endpoints_that_are_none_are_told_from_endpoints_of_others(string json)
    {
        CredentialStore store = Store(TestHost.Linux("/nowhere", (ExternalFeedEndpoints.Variable, json)));

        StringAssert.Contains(store.Searched(new Uri("https://host/")), $"{ExternalFeedEndpoints.Variable} (not the JSON of endpoints)");
    }

    [TestMethod]
    public async Task The_keyring_is_asked_only_if_configured_and_for_a_known_user()
    {
        FakeProgram keyring = new("user:from keyring");
        HostFacts host = TestHost.Linux("/nowhere");
        IndexSettings settings = Settings("https://user@host/simple/") with { AsksKeyring = true };
        Uri url = new("https://host/simple/foo/");

        CredentialStore configured = CredentialStore.For(settings, host, keyring);
        Assert.IsNull(configured.Find(url));
        Assert.AreEqual("user:from keyring", Show(await configured.FindAfterRefusalAsync(url, null, TestContext.CancellationToken)));
        Assert.AreEqual(new CredentialQuestion(new Uri("https://host/simple/"), "user", false), keyring.Asked.Single());

        CredentialStore unconfigured = CredentialStore.For(settings with { AsksKeyring = false }, host, keyring);
        Assert.IsNull(await unconfigured.FindAfterRefusalAsync(url, null, TestContext.CancellationToken));
        Assert.AreEqual(1, keyring.Asked.Count);
    }

    [TestMethod]
    public async Task The_keyring_program_of_the_path_is_asked()
    {
        using TempDirectory temp = new();
        ShellScript.Write(temp, "bin/keyring", "[ \"$1 $3\" = 'get user' ] && echo \"for $2\" || exit 1");
        KeyringCommand keyring = new(TestHost.Linux(temp.Path, ("PATH", $"relative:{temp["bin"]}:/bin:/usr/bin")), new ProcessRunner());
        CredentialQuestion question = new(new Uri("https://host/"), "user", false);

        Assert.AreEqual("user:for https://host/", Show((await keyring.AskAsync(question, TestContext.CancellationToken)).Credential));
        CredentialReply unknown = await keyring.AskAsync(question with { User = "nobody" }, TestContext.CancellationToken);
        CredentialReply absent = await new KeyringCommand(TestHost.Linux(temp.Path), new ProcessRunner())
            .AskAsync(question, TestContext.CancellationToken);

        Assert.AreEqual(new CredentialReply(null, "no such password"), unknown);
        Assert.AreEqual(new CredentialReply(null, "not on the path"), absent);
        Assert.IsFalse(keyring.Serves(question with { User = null }));
    }

    [TestMethod]
    public async Task Programs_are_asked_in_order_and_once_more_for_what_was_refused()
    {
        FakeProgram keyring = new("user:old"), provider = new("token:stale", "token:fresh");
        IndexSettings settings = Settings("https://user@host/simple/") with { AsksKeyring = true };
        CredentialStore store = CredentialStore.For(settings, TestHost.Linux("/nowhere"), keyring, provider);
        Uri url = new("https://host/simple/foo/");

        List<string?> tried = [];
        for (Credential? sent = null; tried.Count < 5; tried.Add(Show(sent)))
            sent = await store.FindAfterRefusalAsync(url, sent, TestContext.CancellationToken);

        // Without a credential that was sent, the last one is offered again.
        CollectionAssert.AreEqual((string?[])["user:old", "token:stale", "token:fresh", null, "token:fresh"], tried);
        CollectionAssert.AreEqual((bool[])[false, true], keyring.Asked.Select(asked => asked.IsRetry).ToArray());
        CollectionAssert.AreEqual((bool[])[false, true], provider.Asked.Select(asked => asked.IsRetry).ToArray());
        Assert.AreEqual("token:fresh", Show(store.Find(url)));
        Assert.AreEqual("token:fresh", Show(store.Complete(settings.Indexes[0].Location).Credential));
    }

    [TestMethod]
    public async Task Requests_that_are_refused_at_once_wait_for_one_answer()
    {
        FakeProgram provider = new("token:fresh") { Pause = new TaskCompletionSource() };
        CredentialStore store = CredentialStore.For(Settings("https://host/simple/"), TestHost.Linux("/nowhere"), provider: provider);

        Task<Credential?>[] requests =
        [
            .. Enumerable.Range(0, 8).Select(
                at => store.FindAfterRefusalAsync(new Uri($"https://host/simple/{at}/"), null, TestContext.CancellationToken)),
        ];
        provider.Pause.SetResult();

        CollectionAssert.AreEqual(Enumerable.Repeat("token:fresh", 8).ToArray(), (await Task.WhenAll(requests)).Select(Show).ToArray());
        Assert.AreEqual(1, provider.Asked.Count);
    }

    [TestMethod]
    [DataRow("https://host/simple/", "https://other/simple/foo/")]
    [DataRow("https://host/simple/", "https://host:444/simple/foo/")]
    [DataRow("https://user:password@host/simple/", "https://host/simple/foo/")]
    public async Task No_program_is_asked_for_others_or_where_a_whole_credential_is_declared(string index, string url)
    {
        FakeProgram provider = new("token:fresh");
        CredentialStore store = CredentialStore.For(Settings(index), TestHost.Linux("/nowhere"), provider: provider);

        Assert.IsNull(await store.FindAfterRefusalAsync(new Uri(url), store.Find(new Uri(url)), TestContext.CancellationToken));
        Assert.IsEmpty(provider.Asked);
    }

    [TestMethod]
    public void A_credential_prints_as_nothing_that_helps()
    {
        Assert.AreEqual("****", $"{new Credential("user", "secret")}");
        Assert.AreEqual("https://host/x", $"{IndexUrl.From(new Uri("https://user:secret@host/x?token=secret#secret"))}");
    }

    private static CredentialStore Store(HostFacts host, params string[] indexes) => CredentialStore.For(Settings(indexes), host);

    private static IndexSettings Settings(params string[] indexes) => TestHost.Settings(Array.ConvertAll(indexes, index => new Uri(index)));

    private static string? Show(Credential? credential) =>
        credential is null ? null : $"{credential.User.Reveal()}:{credential.Password?.Reveal()}";

    /// <summary>Answers these credentials one after the other, and the last one again and again.</summary>
    private sealed class FakeProgram(params string[] answers) : ICredentialProgram
    {
        public List<CredentialQuestion> Asked { get; } = [];

        public TaskCompletionSource? Pause { get; init; }

        public string Name => "a program";

        public bool Serves(CredentialQuestion question) => true;

        public async Task<CredentialReply> AskAsync(CredentialQuestion question, CancellationToken cancellation)
        {
            Asked.Add(question);
            if (Pause is not null)
                await Pause.Task;
            string[] answer = answers[Math.Min(Asked.Count, answers.Length) - 1].Split(':');
            return new CredentialReply(new Credential(answer[0], answer[1], Name), "found");
        }
    }
}

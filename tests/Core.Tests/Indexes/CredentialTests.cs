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
    public void Endpoints_that_are_none_open_nothing(string json)
    {
        Assert.IsTrue(ExternalFeedEndpoints.Parse(json).IsEmpty);
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
    public async Task The_keyring_is_asked_only_if_configured_and_for_a_known_user()
    {
        FakeKeyring keyring = new();
        HostFacts host = TestHost.Linux("/nowhere");
        IndexSettings settings = Settings("https://user@host/simple/") with { KeyringProvider = "subprocess" };
        Uri url = new("https://host/simple/foo/");

        CredentialStore configured = CredentialStore.For(settings, host, keyring);
        Assert.IsNull(configured.Find(url));
        Assert.AreEqual("user:from keyring", Show(await configured.FindAfterRefusalAsync(url, TestContext.CancellationToken)));
        Assert.AreEqual("https://host/simple/ user", keyring.Asked.Single());

        CredentialStore unconfigured = CredentialStore.For(settings with { KeyringProvider = "auto" }, host, keyring);
        Assert.IsNull(await unconfigured.FindAfterRefusalAsync(url, TestContext.CancellationToken));
        Assert.AreEqual(1, keyring.Asked.Count);
    }

    [TestMethod]
    public async Task The_keyring_program_of_the_path_is_asked()
    {
        using TempDirectory temp = new();
        ShellScript.Write(temp, "bin/keyring", "[ \"$1 $3\" = 'get user' ] && echo \"for $2\" || exit 1");
        KeyringCommand keyring = new(TestHost.Linux(temp.Path, ("PATH", $"relative:{temp["bin"]}:/bin:/usr/bin")), new ProcessRunner());

        Assert.AreEqual("for https://host/", await keyring.GetPasswordAsync("https://host/", "user", TestContext.CancellationToken));
        Assert.IsNull(await keyring.GetPasswordAsync("https://host/", "nobody", TestContext.CancellationToken));
        Assert.IsNull(await new KeyringCommand(
            TestHost.Linux(temp.Path), new ProcessRunner()).GetPasswordAsync("s", "user", TestContext.CancellationToken));
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

    private sealed class FakeKeyring : IKeyring
    {
        public List<string> Asked { get; } = [];

        public Task<string?> GetPasswordAsync(string service, string user, CancellationToken cancellation)
        {
            Asked.Add($"{service} {user}");
            return Task.FromResult<string?>("from keyring");
        }
    }
}

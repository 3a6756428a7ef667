using PythonEnv.Core.Tests.Engine;
using PythonEnv.Declarations;
using PythonEnv.Indexes.Transport;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Indexes;

/// <summary>Whole restores from an index that has a certificate of its company and wants to know who asks.</summary>
[TestClass]
internal sealed class CompanyIndexTests
{
    [TestMethod]
    [DataRow("netrc")]
    [DataRow("endpoints")]
    [DataRow("keyring")]
    [DataRow("variable")]
    public async Task An_index_over_TLS_opens_for_a_credential_of_each_source(string source)
    {
        using var tls = new LoopbackTls();
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex(tls);
        index.Inject(null, Faults.RequireBasic("build", "s3cret"));
        lab.Set("PIP_CERT", lab.Write("ca.pem", tls.AuthorityPem));
        switch (source)
        {
            case "netrc":
                lab.Write(OperatingSystem.IsWindows() ? "home/_netrc" : "home/.netrc", "machine 127.0.0.1 login build password s3cret\n");
                break;
            case "endpoints":
                lab.Set("VSS_NUGET_EXTERNAL_FEED_ENDPOINTS", $$"""
                    {"endpointCredentials": [{"endpoint": "{{index.Simple}}", "username": "build", "password": "s3cret"}]}
                    """);
                break;
            case "keyring":
                lab.Program("bin/keyring", "[ \"$1 $3\" = 'get build' ] && echo s3cret");
                lab.Set("PATH", $"{lab["bin"]}:/usr/bin:/bin");
                lab.Set("PIP_KEYRING_PROVIDER", "subprocess");
                lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri.Replace("://", "://build@", StringComparison.Ordinal);
                break;
            default:
                lab.Declared.Remove(DeclaredNames.IndexUrl);
                lab.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri.Replace("://", "://build:s3cret@", StringComparison.Ordinal));
                break;
        }

        await lab.ShouldRestoreAsync();

        Assert.IsNotEmpty(index.Requests.Where(request => request.BasicCredentials == "build:s3cret"));
        Assert.DoesNotContain("s3cret", lab.Log.ToString());
        Assert.DoesNotContain("s3cret", File.ReadAllText(Path.Combine(lab.Location, "pythonenv.receipt")));
    }

    [TestMethod]
    [DataRow(true, "direct")]
    [DataRow(false, "direct")]
    [DataRow(true, "pip")]
    public async Task What_came_in_the_place_of_a_file_without_a_hash_is_not_kept(bool servesMetadata, string installer)
    {
        if (installer == "pip")
            Requires.NotWine("a pip of Windows");
        WheelBuilder wheel = new("words", "1.0");
        using var index = new LoopbackIndex();
        index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()) { ListsHash = false, ServesMetadata = servesMetadata });
        bool wantsLogin = true;
        index.Inject(
            LoopbackIndex.FilePath(wheel.FileName),
            (_, right) => wantsLogin ? right with { Body = new byte[right.Body.Length] } : right);
        using EngineLab lab = new();
        lab.Declared.Remove(DeclaredNames.FindLinks);
        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
        lab.Declared[DeclaredNames.Installer] = installer;

        await lab.Pinned("words==1.0").ShouldNotRestoreAsync("PYENV4005");
        wantsLogin = false;

        await lab.ShouldRestoreAsync();
    }

    [TestMethod]
    public async Task A_company_whose_authority_is_not_trusted_is_refused_and_asked_nothing()
    {
        using var tls = new LoopbackTls();
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex(tls);
        lab.Write("home/.netrc", "machine 127.0.0.1 login build password s3cret\n");

        await lab.ShouldNotRestoreAsync("PYENV3007");

        StringAssert.Contains(lab.Log.ToString(), "certificate");
        Assert.IsEmpty(index.Requests);
    }

    [TestMethod]
    [DataRow("PIP_CERT")]
    [DataRow("REQUESTS_CA_BUNDLE")]
    [DataRow("CURL_CA_BUNDLE")]
    [DataRow("SSL_CERT_FILE")]
    [DataRow("pip.conf")]
    [DataRow("a folder")]
    public async Task The_authority_of_a_company_is_declared_as_for_pip(string place)
    {
        using var tls = new LoopbackTls(hasBetween: true);
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex(tls);
        string bundle = lab.Write("authorities/ca.pem", tls.AuthorityPem);
        // A configuration of this machine would win over the variables of other programs.
        lab.Set("PIP_CONFIG_FILE", OperatingSystem.IsWindows() ? "nul" : "/dev/null");
        if (place == "pip.conf")
            lab.Set("PIP_CONFIG_FILE", lab.Write("pip.conf", $"[global]\ncert = {bundle}\n"));
        else
            lab.Set(place == "a folder" ? "PIP_CERT" : place, place == "a folder" ? lab["authorities"] : bundle);

        await lab.ShouldRestoreAsync();
    }

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(true, true)]
    [DataRow(false, false)]
    public async Task An_index_that_wants_a_certificate_of_the_client_gets_the_declared_one(bool hasCertificate, bool hasBetween)
    {
        using var tls = new LoopbackTls(hasBetween) { DemandsClient = true };
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex(tls);
        lab.Set("PIP_CERT", lab.Write("ca.pem", tls.AuthorityPem));
        if (!hasCertificate)
        {
            await lab.ShouldNotRestoreAsync("PYENV3007");
            return;
        }
        lab.Set("PIP_CLIENT_CERT", lab.Write("client.pem", tls.IssueClientPem()));

        await lab.ShouldRestoreAsync();
    }

    [TestMethod]
    [DataRow("https_proxy")]
    [DataRow("HTTPS_PROXY")]
    [DataRow("all_proxy")]
    [DataRow("PIP_PROXY")]
    public async Task An_index_is_reached_through_a_proxy_that_wants_to_know_who_asks(string variable)
    {
        using var tls = new LoopbackTls();
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex(tls);
        using var proxy = new LoopbackProxy();
        proxy.Inject(null, Faults.RequireProxyBasic("pr@xy", "s3cret"));
        Behind(lab, index, tls);
        lab.Set(variable, $"http://pr%40xy:s3cret@{proxy.Root.Authority}");

        await lab.ShouldRestoreAsync();

        Assert.IsNotEmpty(proxy.Requests.Where(request => request.Path == $"index.example:{index.Root.Port}"));
        Assert.IsEmpty(index.Requests.Where(request => request["Proxy-Authorization"] is not null));
        lab.AssertNowhere("s3cret", "home/.keep");
    }

    [TestMethod]
    [DataRow("http_proxy", "socks9")]
    [DataRow("all_proxy", "socks")]
    [DataRow("PIP_PROXY", "ftp")]
    public async Task A_proxy_of_an_unknown_kind_is_named_with_what_names_it(string variable, string scheme)
    {
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();
        lab.Set(variable, $"{scheme}://me:s3cret@127.0.0.1:1");

        await lab.ShouldNotRestoreAsync("PYENV3007");

        string message = lab.Log.Errors.Single().ToString();
        StringAssert.Contains(message, $"`{variable}`");
        StringAssert.Contains(message, $"names the proxy `{scheme}://127.0.0.1:1`");
        Assert.IsEmpty(index.Requests);
        lab.AssertNowhere("s3cret", "home/.keep");
    }

    [TestMethod]
    public void A_proxy_that_finds_the_addresses_is_what_socks5_always_is()
    {
        var url = new Uri("https://index.example/simple/");
        EnvironmentProxy proxy = EnvironmentProxy.From(TestHost.Linux("/nowhere", ("https_proxy", "socks5h://127.0.0.1:1080")))!;

        Assert.AreEqual("socks5://127.0.0.1:1080/", proxy.GetProxy(url)!.AbsoluteUri);
        Assert.IsNull(proxy.WhyUnusable(url));
    }

    [TestMethod]
    [DataRow("", "no credential was sent to it")]
    [DataRow("me:s3cret@", "user `me` was named to it")]
    public async Task A_proxy_that_refuses_is_named_with_what_was_sent(string credential, string sent)
    {
        using var tls = new LoopbackTls();
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex(tls);
        using var proxy = new LoopbackProxy();
        proxy.Inject(null, Faults.RequireProxyBasic("other", "right"));
        Behind(lab, index, tls);
        lab.Set("https_proxy", $"http://{credential}{proxy.Root.Authority}");

        await lab.ShouldNotRestoreAsync("PYENV3007");

        StringAssert.Contains(lab.Log.Errors.Single().ToString(), $"the proxy `{proxy.Root.Authority}` refuses the connection; {sent}");
        Assert.IsEmpty(index.Requests);
        lab.AssertNowhere("s3cret", "home/.keep");
    }

    [TestMethod]
    public async Task A_proxy_that_refuses_a_plain_request_is_named_too()
    {
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();
        using var proxy = new LoopbackProxy();
        proxy.Inject(null, Faults.RequireProxyBasic("other", "right"));
        lab.Declared[DeclaredNames.IndexUrl] = "http://index.example/simple/";
        lab.Set("PIP_TRUSTED_HOST", "index.example");
        lab.Set("http_proxy", $"http://me:s3cret@{proxy.Root.Authority}");

        await lab.ShouldNotRestoreAsync("PYENV3007");

        StringAssert.Contains(
            lab.Log.Errors.Single().ToString(), $"the proxy `{proxy.Root.Authority}` refuses the connection; user `me` was named to it");
        lab.AssertNowhere("s3cret", "home/.keep");
    }

    [TestMethod]
    [DataRow("127.0.0.1", "*")]
    [DataRow("127.0.0.1", "127.0.0.1")]
    [DataRow("127.0.0.1", "127.1.2.3/8")]
    [DataRow("127.0.0.1", "127.0.0.1:{0}")]
    [DataRow("localhost", "elsewhere.example, localhost")]
    [DataRow("localhost", "elsewhere.example LOCALHOST:{0}")]
    public async Task An_index_that_needs_no_proxy_is_asked_directly(string host, string exceptions)
    {
        using var tls = new LoopbackTls();
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex(tls);
        using var proxy = new LoopbackProxy();
        Behind(lab, index, tls, host);
        lab.Set("https_proxy", proxy.Root.AbsoluteUri);
        lab.Set("no_proxy", string.Format(System.Globalization.CultureInfo.InvariantCulture, exceptions, index.Root.Port));

        await lab.ShouldRestoreAsync();

        Assert.IsEmpty(proxy.Requests);
    }

    private static void Behind(EngineLab lab, LoopbackIndex index, LoopbackTls tls, string host = "index.example")
    {
        lab.Declared[DeclaredNames.IndexUrl] = $"https://{host}:{index.Root.Port}/simple/";
        lab.Set("PIP_CERT", lab.Write("ca.pem", tls.AuthorityPem));
    }
}

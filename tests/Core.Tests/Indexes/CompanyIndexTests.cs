using PythonEnv.Core.Tests.Engine;
using PythonEnv.Declarations;
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
    [DataRow(true)]
    [DataRow(false)]
    public async Task An_index_that_wants_a_certificate_of_the_client_gets_the_declared_one(bool hasCertificate)
    {
        using var tls = new LoopbackTls { DemandsClient = true };
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
}

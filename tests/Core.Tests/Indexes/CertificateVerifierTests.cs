using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PythonEnv.Indexes.Transport;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class CertificateVerifierTests
{
    [TestMethod]
    public void A_configured_authority_is_trusted_and_no_other()
    {
        Requires.NotWine("keys of elliptic curves");
        using TempDirectory temp = new();
        (X509Certificate2 authority, X509Certificate2 server) = Issue();
        (X509Certificate2 other, _) = Issue();
        string bundle = temp.Write("ca.pem", $"{other.ExportCertificatePem()}\n{authority.ExportCertificatePem()}\n");
        string wrong = temp.Write("other.pem", other.ExportCertificatePem());

        Assert.IsTrue(Verify(bundle, server, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.IsTrue(Verify(temp.Path, server, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.IsFalse(Verify(wrong, server, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.IsFalse(Verify(null, server, SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [TestMethod]
    public void A_trusted_authority_does_not_excuse_another_name()
    {
        Requires.NotWine("keys of elliptic curves");
        using TempDirectory temp = new();
        (X509Certificate2 authority, X509Certificate2 server) = Issue();
        string bundle = temp.Write("ca.pem", authority.ExportCertificatePem());

        Assert.IsFalse(Verify(bundle, server, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.IsFalse(
            Verify(bundle, server, SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.IsTrue(Verify(null, server, SslPolicyErrors.None));
    }

    private static bool Verify(string? bundle, X509Certificate2 server, SslPolicyErrors errors) =>
        new CertificateVerifier(new TrustPolicy([]), bundle).Verify(new object(), server, null, errors);

    private static (X509Certificate2 Authority, X509Certificate2 Server) Issue()
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        CertificateRequest request = new($"CN=authority {Guid.NewGuid()}", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        X509Certificate2 authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        CertificateRequest leaf = new("CN=index", serverKey, HashAlgorithmName.SHA256);
        return (authority, leaf.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3]));
    }
}

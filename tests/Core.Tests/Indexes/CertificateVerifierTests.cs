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
        Requires.NotWine("authorities that are trusted by who asks alone");
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
        using RSA authorityKey = RSA.Create(2048), serverKey = RSA.Create(2048);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        CertificateRequest request = Request($"CN=authority {Guid.NewGuid()}", authorityKey);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        // Wine can't join a certificate and a key that is only in memory, so both stay apart.
        var signature = X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1);
        X509Certificate2 authority = request.Create(request.SubjectName, signature, now.AddDays(-1), now.AddDays(2), [1]);
        return (authority, Request("CN=index", serverKey).Create(
            authority.SubjectName, signature, now.AddDays(-1), now.AddDays(1), [1, 2, 3]));

        static CertificateRequest Request(string subject, RSA key) =>
            new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}

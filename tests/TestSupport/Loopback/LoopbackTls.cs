using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PythonEnv.TestSupport.Loopback;

/// <summary>A certificate authority of a company, with certificates for a server on 127.0.0.1 and for a client.</summary>
internal sealed class LoopbackTls : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;

    public LoopbackTls()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=authority {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        _server = Issue("CN=index", 1);
    }

    /// <summary>What a client has to trust.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>Whether only clients with a certificate of this authority are served.</summary>
    public bool DemandsClient { get; init; }

    /// <summary>A certificate and its key, for a client.</summary>
    public string IssueClientPem()
    {
        using X509Certificate2 client = Issue("CN=build", 2);
        using ECDsa key = client.GetECDsaPrivateKey()!;
        return $"{client.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    public async Task<Stream> AcceptAsync(Stream transport, CancellationToken cancellation)
    {
        var stream = new SslStream(transport);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificate = _server,
            ClientCertificateRequired = DemandsClient,
            RemoteCertificateValidationCallback = (_, client, _, _) => !DemandsClient || client?.Issuer == _authority.Subject
        };
        await stream.AuthenticateAsServerAsync(options, cancellation);
        return stream;
    }

    public void Dispose()
    {
        _server.Dispose();
        _authority.Dispose();
    }

    private X509Certificate2 Issue(string subject, byte serial)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [serial]);
        using X509Certificate2 whole = bare.CopyWithPrivateKey(key);
        // A key that is only in memory can't serve on every system.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}

using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PythonEnv.TestSupport.Loopback;

/// <summary>
/// A certificate authority of a company, with certificates for a server (127.0.0.1, localhost, index.example) and for a client.
/// </summary>
internal sealed class LoopbackTls : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2? _between;

    /// <param name="hasBetween">Another authority stands between this one and whoever it certifies.</param>
    public LoopbackTls(bool hasBetween = false)
    {
        Requires.NotWine("keys of elliptic curves");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _authority = Authority("authority", key).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(2));
        using ECDsa keyBetween = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (hasBetween)
        {
            using X509Certificate2 bare = Authority("between", keyBetween).Create(_authority, Now.AddDays(-1), Now.AddDays(1), [3]);
            _between = bare.CopyWithPrivateKey(keyBetween);
        }
        Server = Issue("CN=index", 1);
    }

    /// <summary>With its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>What a client has to trust.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>Whether only clients with a certificate of this authority are served.</summary>
    public bool DemandsClient { get; init; }

    /// <summary>A certificate, its key and what leads to the authority, for a client.</summary>
    public string IssueClientPem()
    {
        using X509Certificate2 client = Issue("CN=build", 2);
        using ECDsa key = client.GetECDsaPrivateKey()!;
        return $"{client.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n{_between?.ExportCertificatePem()}\n";
    }

    public async Task<Stream> AcceptAsync(Stream transport, CancellationToken cancellation)
    {
        var stream = new SslStream(transport);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(Server, _between is null ? [] : [_between], offline: true),
            ClientCertificateRequired = DemandsClient,
            RemoteCertificateValidationCallback = (_, client, sent, _) => !DemandsClient || IsOurs(client as X509Certificate2, sent)
        };
        await stream.AuthenticateAsServerAsync(options, cancellation);
        return stream;
    }

    public void Dispose()
    {
        Server.Dispose();
        _between?.Dispose();
        _authority.Dispose();
    }

    private bool IsOurs(X509Certificate2? client, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
        return client is not null && chain.Build(client);
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        CertificateRequest request = new($"CN={name} {Guid.NewGuid()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request;
    }

    private X509Certificate2 Issue(string subject, byte serial)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("index.example");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 bare = request.Create(_between ?? _authority, Now.AddDays(-1), Now.AddDays(1), [serial]);
        using X509Certificate2 whole = bare.CopyWithPrivateKey(key);
        // A key that is only in memory can't serve on every system.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}

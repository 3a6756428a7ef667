using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PythonEnv.Host.Files;

namespace PythonEnv.Indexes.Transport;

/// <summary>Accepts what the system trusts, what a configured bundle of authorities trusts, and anything from a trusted host.</summary>
internal sealed class CertificateVerifier(TrustPolicy trust, string? bundle)
{
    // Read only if the system does not trust a server by itself: a bundle holds 150 certificates.
    private readonly Lazy<X509Certificate2Collection> _authorities = new(() => Load(bundle));

    public bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (sender is SslStream { TargetHostName: { Length: > 0 } host } && trust.IsTrusted(host, 443))
            return true;
        bool isUnknown = errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is not null;
        return isUnknown && bundle is not null && TrustedByBundle(certificate!, chain);
    }

    private bool TrustedByBundle(X509Certificate certificate, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.Value);
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(
                new X509Certificate2Collection(sent.ChainElements.Select(element => element.Certificate).ToArray()));
        return chain.Build(certificate as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }

    private static X509Certificate2Collection Load(string? bundle)
    {
        var authorities = new X509Certificate2Collection();
        if (Directory.Exists(bundle))
        {
            foreach (string file in Directory.EnumerateFiles(bundle, "*.pem"))
                authorities.ImportFromPem(RegularFile.ReadAllText(file));
        }
        else if (bundle is not null && RegularFile.Exists(bundle))
        {
            authorities.ImportFromPem(RegularFile.ReadAllText(bundle));
        }
        return authorities;
    }
}

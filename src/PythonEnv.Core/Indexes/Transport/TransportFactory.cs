using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Streams;

namespace PythonEnv.Indexes.Transport;

/// <summary>Makes the connection pool as the settings ask for.</summary>
internal static class TransportFactory
{
    public const int ConnectionsPerServer = 50;

    public static SocketsHttpHandler Create(IndexSettings settings, HostFacts host, TrustPolicy trust)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.Timeout,
            MaxConnectionsPerServer = ConnectionsPerServer,
            ConnectCallback = static (context, cancellation) => PromptStream.ConnectAsync(context.DnsEndPoint, cancellation),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = new CertificateVerifier(trust, settings.Certificate).Verify,
            },
        };
        IWebProxy? proxy = settings.Proxy is { } configured ? EnvironmentProxy.Always(configured) : EnvironmentProxy.From(host);
        if (proxy is not null)
            handler.Proxy = proxy;
        // Where no variable names one, Windows and macOS have a proxy in their settings.
        else if (host.System == HostSystem.Linux)
            handler.UseProxy = false;
        if (settings.ClientCertificate is { } client)
            handler.SslOptions.ClientCertificateContext = ReadClientCertificate(client);
        return handler;
    }

    // The certificates that lead to its authority may stand below it: a server may know the authority alone.
    private static SslStreamCertificateContext ReadClientCertificate(string path)
    {
        try
        {
            string pem = RegularFile.ReadAllText(path);
            using X509Certificate2 read = X509Certificate2.CreateFromPem(pem, pem);
            // Windows takes no key that is only in memory.
            X509Certificate2 own = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
            var all = new X509Certificate2Collection();
            all.ImportFromPem(pem);
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new PythonEnvException(DiagnosticCatalog.DeclarationUnreadable.At(
                SourceSpan.None, $"the client certificate `{path}` can't be read",
                $"`client-cert` of pip's configuration or `PIP_CLIENT_CERT` names it; {e.Message.TrimEnd('.')}",
                "Name a PEM file that holds the certificate and its key"));
        }
    }
}

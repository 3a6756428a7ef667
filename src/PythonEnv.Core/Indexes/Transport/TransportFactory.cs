using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;

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
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(client)];
        return handler;
    }
}

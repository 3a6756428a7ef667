using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.RemoteCaching;

/// <summary>A cache that speaks Bazel's HTTP protocol on loopback, in memory, and misbehaves on demand.</summary>
internal sealed class CacheServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public CacheServer()
    {
        Requires.NotWine("http.sys");
        int port;
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        Root = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Root.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Root { get; }

    /// <summary>By path, without the leading slash.</summary>
    public ConcurrentDictionary<string, byte[]> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Method and path of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The values of <c>Authorization</c> that came.</summary>
    public ConcurrentQueue<string?> Authorizations { get; } = new();

    /// <summary>Answered to every request instead of what is right.</summary>
    public int? Status { get; set; }

    /// <summary>Takes requests and never answers.</summary>
    public bool Hangs { get; set; }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Answer(context.Request, context.Response);
        }
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        string path = request.Url!.AbsolutePath.TrimStart('/');
        Requests.Enqueue($"{request.HttpMethod} {path}");
        Authorizations.Enqueue(request.Headers["Authorization"]);
        if (Hangs)
            return;
        using MemoryStream body = new();
        request.InputStream.CopyTo(body);
        if (Status is { } status)
            response.StatusCode = status;
        else if (request.HttpMethod == "PUT")
            Entries[path] = body.ToArray();
        else if (Entries.TryGetValue(path, out byte[]? entry))
            response.OutputStream.Write(entry);
        else
            response.StatusCode = 404;
        response.Close();
    }
}

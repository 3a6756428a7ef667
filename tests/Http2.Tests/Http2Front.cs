using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Http2.Tests;

/// <summary>Gives the answers of a loopback server over HTTP/2 and TLS, many at once on one connection, and nothing else.</summary>
internal sealed class Http2Front : IDisposable
{
    private readonly WebApplication _front;
    private readonly LoopbackServer _server;
    private int _connections;

    public Http2Front(LoopbackServer server, LoopbackTls tls, int streams = 100)
    {
        _server = server;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = streams;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref _connections);
                    return next(connection);
                });
                listen.UseHttps(tls.Server);
            });
        });
        _front = builder.Build();
        _front.Run(AnswerAsync);
        _front.StartAsync().GetAwaiter().GetResult();
        string address = _front.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Root = new Uri(address + "/");
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Root { get; }

    /// <summary>Of an index that is served.</summary>
    public Uri Simple => new(Root, "simple/");

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _connections;

    private async Task AnswerAsync(HttpContext context)
    {
        Dictionary<string, string> headers = context.Request.Headers
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        LoopbackResponse response = _server.Take(
            new LoopbackRequest(context.Request.Method, context.Request.Path.Value!, headers));
        CancellationToken gone = context.RequestAborted;
        if (response.HangsUp)
        {
            context.Abort();
            return;
        }
        if (response.Until is { } until)
            await until.WaitAsync(gone);
        await Task.Delay(response.StallAfter == 0 ? Timeout.InfiniteTimeSpan : response.Delay, gone);
        context.Response.StatusCode = response.Status;
        foreach ((string name, string value) in response.Headers)
            context.Response.Headers[name] = value;
        if (!response.HidesLength && response.Status != StatusCodes.Status304NotModified)
            context.Response.ContentLength = response.Body.Length;
        int end = Math.Min(response.Body.Length, response.StallAfter ?? response.TruncateAfter ?? int.MaxValue);
        await context.Response.Body.WriteAsync(response.Body.AsMemory(0, end), gone);
        if (response.StallAfter is not null)
            await Task.Delay(Timeout.InfiniteTimeSpan, gone);
        // The stream is reset; the others on the connection go on.
        if (response.TruncateAfter is not null)
            context.Abort();
    }

    public void Dispose() => ((IAsyncDisposable)_front).DisposeAsync().AsTask().GetAwaiter().GetResult();
}

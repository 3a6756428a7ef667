using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace PythonEnv.TestSupport.Loopback;

/// <summary>
/// A small HTTP/1.1 server on a port of its own on 127.0.0.1 (keep-alive, ranges, HEAD) that records what it is asked and
/// misbehaves on demand.
/// </summary>
internal class LoopbackServer : IDisposable
{
    private const byte TlsHandshake = 22;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Content> _contents = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();
    private readonly List<PlannedFault> _faults = [];
    private readonly Lock _faultsLock = new();
    private readonly LoopbackTls? _tls;
    private int _connections;
    private long _sent;

    /// <param name="tls">Null: it speaks plain HTTP.</param>
    public LoopbackServer(LoopbackTls? tls = null)
    {
        _tls = tls;
        _listener.Start();
        Root = new Uri($"{(tls is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Root { get; }

    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _connections;

    /// <summary>Bytes of all answers' bodies so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public int Count(string path) => _requests.Count(request => request.Path == path);

    /// <summary>Serves bytes at a path that begins with a slash.</summary>
    public void Serve(string path, byte[] body, string contentType = "application/octet-stream") =>
        _contents[path] = new Content(body, contentType);

    /// <summary>Spoils the next answers for a path.</summary>
    /// <param name="path">The path, or null for every path.</param>
    /// <param name="times">How many answers; the following ones are right again.</param>
    public void Inject(string? path, Fault fault, int times = int.MaxValue)
    {
        lock (_faultsLock)
            _faults.Add(new PlannedFault(path, fault, times));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        _listener.Stop();
    }

    /// <summary>What is sent to a request, whoever brings it.</summary>
    internal LoopbackResponse Take(LoopbackRequest request)
    {
        _requests.Enqueue(request);
        LoopbackResponse response = Spoil(request, Answer(request));
        Interlocked.Add(ref _sent, response.Body.Length);
        return response;
    }

    /// <summary>The right answer to a request.</summary>
    protected virtual LoopbackResponse Answer(LoopbackRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!_contents.TryGetValue(Uri.UnescapeDataString(request.Path), out Content? content))
            return new LoopbackResponse(404, "not found\n"u8.ToArray());
        return Ranged(request, content.Body, content.Tag).With("Content-Type", content.Type);
    }

    private static LoopbackResponse Ranged(LoopbackRequest request, byte[] body, string etag)
    {
        LoopbackResponse whole = new LoopbackResponse(200, body).With("Accept-Ranges", "bytes").With("ETag", etag);
        if (request["Range"] is not { } range || (request["If-Range"] is { } condition && condition != etag))
            return whole;
        string[] bounds = range["bytes=".Length..].Split('-');
        long start = bounds[0].Length == 0
            ? Math.Max(0, body.Length - long.Parse(bounds[1], CultureInfo.InvariantCulture))
            : long.Parse(bounds[0], CultureInfo.InvariantCulture);
        long end = bounds[0].Length == 0 || bounds[1].Length == 0
            ? body.Length - 1
            : Math.Min(body.Length - 1, long.Parse(bounds[1], CultureInfo.InvariantCulture));
        if (start > end)
            return new LoopbackResponse(416, []).With("Content-Range", $"bytes */{body.Length}");
        return whole.With("Content-Range", $"bytes {start}-{end}/{body.Length}") with
        {
            Status = 206,
            Body = body[(int)start..(int)(end + 1)],
        };
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _ = ConverseAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                // A client that tries TLS first learns that there is none.
                byte[] first = new byte[1];
                if (await client.Client.ReceiveAsync(first, SocketFlags.Peek, _stop.Token) == 0 || (first[0] == TlsHandshake) != (_tls is not null))
                    return;
                using Stream stream = _tls is null ? client.GetStream() : await _tls.AcceptAsync(client.GetStream(), _stop.Token);
                using var reader = new StreamReader(stream, Encoding.Latin1, false, 4096, leaveOpen: true);
                while (await ReadRequestAsync(reader) is { } request)
                {
                    LoopbackResponse response = Take(request);
                    if (!await SendAsync(stream, request, response))
                        return;
                    if (request.Method == "CONNECT" && response.Status == 200)
                    {
                        await TunnelAsync(stream, request.Path);
                        return;
                    }
                }
            }
            // The client went away, or the test is over.
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException
                or ObjectDisposedException)
            {
            }
        }
    }

    private async Task TunnelAsync(Stream client, string authority)
    {
        using var target = new TcpClient();
        await target.ConnectAsync(IPAddress.Loopback, int.Parse(authority.Split(':')[1], CultureInfo.InvariantCulture), _stop.Token);
        using NetworkStream server = target.GetStream();
        await Task.WhenAny(client.CopyToAsync(server, _stop.Token), server.CopyToAsync(client, _stop.Token));
    }

    private LoopbackResponse Spoil(LoopbackRequest request, LoopbackResponse right)
    {
        lock (_faultsLock)
        {
            PlannedFault? planned = _faults.Find(fault => fault.Remaining > 0 && (fault.Path is null || fault.Path == request.Path));
            if (planned is null)
                return right;
            planned.Remaining--;
            return planned.Fault(request, right);
        }
    }

    private async Task<LoopbackRequest?> ReadRequestAsync(StreamReader reader)
    {
        string? line = await reader.ReadLineAsync(_stop.Token);
        if (string.IsNullOrEmpty(line))
            return null;
        string[] start = line.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }
        return new LoopbackRequest(start[0], start[1].Split('?')[0], headers) { Body = await ReadBodyAsync(reader, headers) };
    }

    // A character of Latin-1 is a byte.
    private async Task<byte[]> ReadBodyAsync(StreamReader reader, Dictionary<string, string> headers)
    {
        if (!headers.TryGetValue("Content-Length", out string? length))
            return [];
        char[] body = new char[int.Parse(length, CultureInfo.InvariantCulture)];
        return Encoding.Latin1.GetBytes(body, 0, await reader.ReadBlockAsync(body, _stop.Token));
    }

    private async Task<bool> SendAsync(Stream stream, LoopbackRequest request, LoopbackResponse response)
    {
        if (response.HangsUp)
            return false;
        if (response.Until is { } until)
            await until.WaitAsync(_stop.Token);
        if (response.Delay > TimeSpan.Zero)
            await Task.Delay(response.Delay, _stop.Token);
        if (response.StallAfter == 0)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        string length = response.HidesLength ? "Connection: close" : $"Content-Length: {response.Body.Length}";
        var head = new StringBuilder($"HTTP/1.1 {response.Status} -\r\n{length}\r\n");
        foreach ((string name, string value) in response.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        if (request.Method == "HEAD")
            return true;

        int stop = Math.Min(response.Body.Length, response.StallAfter ?? response.TruncateAfter ?? int.MaxValue);
        for (int sent = 0; sent < stop; sent += response.ChunkSize)
        {
            await stream.WriteAsync(response.Body.AsMemory(sent, Math.Min(response.ChunkSize, stop - sent)), _stop.Token);
            if (response.Pause > TimeSpan.Zero)
                await Task.Delay(response.Pause, _stop.Token);
        }
        if (response.StallAfter is not null)
            await Task.Delay(Timeout.Infinite, _stop.Token);
        return response.TruncateAfter is null && !response.HidesLength;
    }

    private sealed record Content(byte[] Body, string Type)
    {
        public string Tag { get; } = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Body))[..16]}\"";
    }

    private sealed class PlannedFault(string? path, Fault fault, int times)
    {
        public string? Path { get; } = path;

        public Fault Fault { get; } = fault;

        public int Remaining { get; set; } = times;
    }
}

using System.Collections.Concurrent;

namespace PythonEnv.TestSupport.Loopback;

/// <summary>A cache that speaks Bazel's HTTP protocol on loopback, in memory, and misbehaves on demand.</summary>
internal sealed class CacheServer : LoopbackServer
{
    /// <summary>By path, without the leading slash.</summary>
    public ConcurrentDictionary<string, byte[]> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Method and path of each request, such as <c>GET ac/KEY</c>.</summary>
    public IReadOnlyList<string> Calls => [.. Requests.Select(request => $"{request.Method} {request.Path[1..]}")];

    /// <summary>Answered to every request instead of what is right.</summary>
    public int? Status { get; set; }

    /// <summary>Takes requests and never answers.</summary>
    public bool Hangs { get; set; }

    /// <inheritdoc/>
    protected override LoopbackResponse Answer(LoopbackRequest request)
    {
        string path = request.Path[1..];
        if (Hangs)
            return new LoopbackResponse(200, []) { StallAfter = 0 };
        if (Status is { } status)
            return new LoopbackResponse(status, []);
        if (request.Method == "PUT")
            Entries[path] = request.Body;
        return request.Method == "PUT" ? new LoopbackResponse(200, [])
            : Entries.TryGetValue(path, out byte[]? entry) ? new LoopbackResponse(200, entry) : new LoopbackResponse(404, []);
    }
}

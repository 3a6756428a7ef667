using System.Globalization;
using System.Text;

namespace PythonEnv.TestSupport.Loopback;

/// <summary>Turns the right answer into a wrong one.</summary>
internal delegate LoopbackResponse Fault(LoopbackRequest request, LoopbackResponse right);

/// <summary>The faults an index can have.</summary>
internal static class Faults
{
    public static Fault Status(int status) => (_, _) => new LoopbackResponse(status, Encoding.UTF8.GetBytes($"status {status}\n"));

    public static Fault TooManyRequests(string retryAfter) => (_, _) => new LoopbackResponse(429, []).With("Retry-After", retryAfter);

    public static Fault HangUp { get; } = (_, right) => right with { HangsUp = true };

    public static Fault Stall(int afterBytes) => (_, right) => right with { StallAfter = afterBytes };

    public static Fault Truncate(int afterBytes) => (_, right) => right with { TruncateAfter = afterBytes };

    public static Fault Slow(int chunkSize, TimeSpan pause) => (_, right) => right with { ChunkSize = chunkSize, Pause = pause };

    /// <summary>An index far away.</summary>
    public static Fault Late(TimeSpan by) => (_, right) => right with { Delay = by };

    /// <summary>The announced hashes stay, the bytes are others.</summary>
    public static Fault OtherBytes(byte[] bytes) => (_, right) => right with { Body = bytes };

    /// <summary>The last bit of the body is flipped.</summary>
    public static Fault FlippedBit { get; } = (_, right) =>
    {
        byte[] body = [.. right.Body];
        if (body.Length > 0)
            body[^1] ^= 1;
        return right with { Body = body };
    };

    public static Fault RedirectTo(Uri target, int status = 302) =>
        (_, _) => new LoopbackResponse(status, []).With("Location", target.OriginalString);

    /// <summary>The same path on another server.</summary>
    public static Fault RedirectToServer(LoopbackServer other) =>
        (request, _) => new LoopbackResponse(302, []).With("Location", new Uri(other.Root, request.Path).AbsoluteUri);

    /// <summary>401 unless exactly these credentials come with the request.</summary>
    public static Fault RequireBasic(string user, string password) => (request, right) =>
        request.BasicCredentials == $"{user}:{password}"
            ? right
            : new LoopbackResponse(401, []).With("WWW-Authenticate", "Basic realm=\"index\"");

    /// <summary>407 unless exactly these credentials come with the request to a proxy.</summary>
    public static Fault RequireProxyBasic(string user, string password) => (request, right) =>
        request["Proxy-Authorization"] == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}"
            ? right
            : new LoopbackResponse(407, []).With("Proxy-Authenticate", "Basic realm=\"proxy\"");

    /// <summary>A firewall that does not like ranges.</summary>
    public static Fault RefuseRanges(int status) => OfRanges((_, _) => new LoopbackResponse(status, []));

    /// <summary>Only what asks for a range is answered so.</summary>
    public static Fault OfRanges(Fault fault) => (request, right) => request["Range"] is null ? right : fault(request, right);

    /// <summary>Ranges are ignored: the whole body comes with 200.</summary>
    public static Fault IgnoreRange(byte[] whole) => (_, _) => new LoopbackResponse(200, whole);

    /// <summary>A partial answer that claims to begin elsewhere.</summary>
    public static Fault ShiftContentRange(int by) => (_, right) =>
    {
        if (right.Status != 206)
            return right;
        string[] parts = right.Headers["Content-Range"].Split(' ', '-', '/');
        int start = int.Parse(parts[1], CultureInfo.InvariantCulture) + by;
        int end = int.Parse(parts[2], CultureInfo.InvariantCulture) + by;
        return right.With("Content-Range", $"bytes {start}-{end}/{parts[3]}");
    };
}

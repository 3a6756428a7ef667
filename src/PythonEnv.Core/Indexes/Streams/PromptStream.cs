using System.Net;
using System.Net.Sockets;
using PythonEnv.Host.Platform;

namespace PythonEnv.Indexes.Streams;

/// <summary>
/// A connection that acknowledges what comes at once. A server may send the head and the body of an answer apart. With Nagle's algorithm
/// (RFC 1122, 4.2.3.4) it waits for the acknowledgement of the first before it sends the second; Linux delays that by 40 ms.
/// </summary>
internal sealed class PromptStream : NetworkStream
{
    private const int TcpLevel = 6;
    private const int TcpQuickAck = 12;

    private static readonly byte[] On = [1, 0, 0, 0];

    private PromptStream(Socket socket) : base(socket, ownsSocket: true)
    {
    }

    public static async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellation).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        return NativeSystem.IsLinux && CanBePrompt(socket) ? new PromptStream(socket) : new NetworkStream(socket, ownsSocket: true);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The kernel goes back to delays by itself, so it is asked before each read.
        Socket.SetRawSocketOption(TcpLevel, TcpQuickAck, On);
        return base.ReadAsync(buffer, cancellationToken);
    }

    private static bool CanBePrompt(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(TcpLevel, TcpQuickAck, On);
            return true;
        }
        // A sandbox that stands in for Linux need not know the option.
        catch (SocketException)
        {
            return false;
        }
    }
}

namespace PythonEnv.TestSupport.Loopback;

/// <summary>A proxy that tunnels (<c>CONNECT</c>, RFC 9110, 9.3.6): whatever the host is called, it is this machine.</summary>
internal sealed class LoopbackProxy : LoopbackServer
{
    /// <inheritdoc/>
    protected override LoopbackResponse Answer(LoopbackRequest request) =>
        request?.Method == "CONNECT" ? new LoopbackResponse(200, []) : base.Answer(request!);
}

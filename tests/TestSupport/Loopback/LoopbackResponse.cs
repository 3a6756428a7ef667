namespace PythonEnv.TestSupport.Loopback;

/// <summary>What the server sends, and how badly.</summary>
internal sealed record LoopbackResponse(int Status, byte[] Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The connection is closed after so many bytes of the body, although all of them were announced.</summary>
    public int? TruncateAfter { get; init; }

    /// <summary>Nothing more is sent after so many bytes of the body, and the connection stays open; 0 stops before the headers.</summary>
    public int? StallAfter { get; init; }

    /// <summary>Passes before the first byte is sent.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Nothing is sent before it has ended.</summary>
    public Task? Until { get; init; }

    /// <summary>Pauses after each <see cref="ChunkSize"/> bytes.</summary>
    public TimeSpan Pause { get; init; }

    public int ChunkSize { get; init; } = 64 * 1024;

    /// <summary>The connection is closed without any answer.</summary>
    public bool HangsUp { get; init; }

    /// <summary>The length is not announced: the body ends with the connection.</summary>
    public bool HidesLength { get; init; }

    public LoopbackResponse With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value } };
}

namespace PythonEnv.TestSupport.Loopback;

/// <summary>What a client asked for.</summary>
/// <param name="Path">Percent-encoded, as sent, without the query.</param>
internal sealed record LoopbackRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Empty where none was sent.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>A header's value, or null where it was not sent.</summary>
    public string? this[string header] => Headers.TryGetValue(header, out string? value) ? value : null;

    /// <summary>The decoded <c>user:password</c> of Basic authentication, or null.</summary>
    public string? BasicCredentials => this["Authorization"] is { } value && value.StartsWith("Basic ", StringComparison.Ordinal)
        ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(value["Basic ".Length..]))
        : null;
}
